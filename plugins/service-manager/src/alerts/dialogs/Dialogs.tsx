import { ReactNode } from 'react';
import { Dialog } from '@backstage/ui';
import { legible } from '../../components';
import type { AlertDialogsProps } from '../AlertDialogs';
import { NEW_RULE } from '../useAlertsUrl';
import { PrometheusRuleDialog } from './PrometheusRuleDialog';
import { RuleDialog } from './RuleDialog';
import { SilenceDialog } from './SilenceDialog';

/** The dialog that the URL names. */
export function Dialogs(props: AlertDialogsProps) {
  const { entityRef, alerts, url, onDone } = props;
  const common = {
    entityRef,
    alerts,
    onClose: url.close,
    onDone: (text: string) => {
      url.close();
      onDone(text);
    },
  };
  return (
    <>
      <Frame isOpen={url.silence !== undefined} onClose={url.close}>
        {url.silence !== undefined && (
          <SilenceDialog
            key={url.silence}
            alert={alerts.alerts.find(({ id }) => id === url.silence)}
            {...common}
          />
        )}
      </Frame>
      <Frame isOpen={url.rule !== undefined} onClose={url.close}>
        {url.rule !== undefined && (
          <RuleDialog
            key={url.rule}
            rule={alerts.rules.find(({ id }) => id === url.rule)}
            isNew={url.rule === NEW_RULE}
            {...common}
          />
        )}
      </Frame>
      <Frame isOpen={url.prometheusRule} onClose={url.close} wide>
        {url.prometheusRule && <PrometheusRuleDialog {...common} />}
      </Frame>
    </>
  );
}

/** What every dialog about alerts gets. */
export interface DialogProps {
  entityRef: string;
  alerts: AlertDialogsProps['alerts'];
  onClose(): void;
  /** Closes, and says on the page what was done. */
  onDone(text: string): void;
}

function Frame(props: {
  isOpen: boolean;
  onClose(): void;
  wide?: boolean;
  children: ReactNode;
}) {
  const { isOpen, onClose, wide, children } = props;
  return (
    <Dialog
      isOpen={isOpen}
      onOpenChange={open => {
        if (!open) onClose();
      }}
      // A click beside it would lose what was filled in; Escape closes.
      isDismissable={false}
      className={legible}
      width={wide ? 'min(880px, 92vw)' : 'min(640px, 92vw)'}
    >
      {children}
    </Dialog>
  );
}

import { useState } from 'react';
import type {
  Operation,
  Service,
} from '@vtasker/backstage-plugin-service-manager-common';
import { Dialog, DialogHeader } from '@backstage/ui';
import { legible } from '../components';
import { ChangeForm } from './ChangeForm';
import { OperationView } from './OperationView';
import type { ChangeUrl } from './useChangeUrl';
import { describeOperation, nameOf, verbs } from './verbs';

/**
 * The one dialog for every change of a service: a form with its preview, which
 * then becomes the operation. What is open stands in the URL.
 */
export function ChangeDialog(props: {
  service: Service;
  url: ChangeUrl;
  /** An operation was accepted: the page has something new to show. */
  onStarted(operation: Operation): void;
}) {
  const { service, url, onStarted } = props;
  const { change, workload, operation: id } = url;
  const [started, setStarted] = useState<Operation>();
  const known =
    service.operations.find(operation => operation.id === id) ??
    (started?.id === id ? started : undefined);

  function follow(operation: Operation) {
    setStarted(operation);
    url.openOperation(operation.id);
    onStarted(operation);
  }

  function title(): string {
    if (known) return describeOperation(known);
    if (change)
      return `${verbs[change].imperative} ${nameOf(service.entityRef)}`;
    return `Operation on ${nameOf(service.entityRef)}`;
  }

  return (
    <Dialog
      isOpen={change !== undefined || id !== undefined}
      onOpenChange={isOpen => {
        if (!isOpen) url.close();
      }}
      // A click beside it would lose what was filled in; Escape closes.
      isDismissable={false}
      className={legible}
      width="min(720px, 92vw)"
    >
      <DialogHeader>{title()}</DialogHeader>
      {id && (
        <OperationView
          key={id}
          id={id}
          serviceKey={service.key}
          known={known}
          onStarted={follow}
          onClose={url.close}
        />
      )}
      {!id && change && (
        <ChangeForm
          key={`${change} ${workload}`}
          service={service}
          verb={change}
          workload={workload}
          onStarted={follow}
          onClose={url.close}
        />
      )}
    </Dialog>
  );
}

import { useState } from 'react';
import type { Alert } from '@vtasker/backstage-plugin-service-manager-common';
import {
  Alert as Notice,
  Button,
  DialogBody,
  DialogFooter,
  DialogHeader,
  Flex,
  Radio,
  RadioGroup,
  Text,
  TextField,
} from '@backstage/ui';
import {
  describeError,
  ErrorNotice,
  HintedButton,
  showProblem,
} from '../../components';
import { formatExact, fromLocal, toLocal } from '../../time';
import { useAlertsApi } from '../alertsApi';
import { whyNot } from '../AlertItem';
import { Labels } from '../Labels';
import {
  type Covers,
  endProblem,
  saySilenced,
  type SilenceEnd,
  toSilenceEnd,
} from '../pure';
import { useAction } from '../useAction';
import type { DialogProps } from './Dialogs';

// The browser's own picker: the field hands the type on, though its props do
// not name it.
const dateAndTime: object = { type: 'datetime-local', step: 60 };

/** Keeps an alert quiet for a while: what, why, and until when. */
export function SilenceDialog(props: DialogProps & { alert?: Alert }) {
  const { entityRef, alerts, alert, onClose, onDone } = props;
  const api = useAlertsApi(entityRef);
  const { run, pending, error } = useAction();
  const [reason, setReason] = useState('');
  // A pod is soon another one; its silence shall not end with it.
  const pods = alert?.replaceable ?? [];
  const [covers, setCovers] = useState<Covers>('every-pod');
  const reach = pods.length > 0 ? covers : undefined;
  const [choice, setChoice] = useState<SilenceEnd>('1h');
  const [local, setLocal] = useState(() =>
    toLocal(toSilenceEnd('1h', new Date())),
  );

  const until = () =>
    choice === 'at'
      ? fromLocal(local)
      : toSilenceEnd(choice, new Date()).toISOString();
  const wrongEnd = endProblem(until(), new Date());
  const wrongReason =
    reason.trim() === '' ? 'Give a reason: others will ask.' : undefined;
  const refused = error && describeError(error);
  const { silence } = alerts.may;

  function unavailable(): string | undefined {
    if (!alert) return 'This alert is over.';
    if (alert.notSilenceable) return alert.notSilenceable;
    if (!silence.allowed) return whyNot(silence);
    return wrongReason ?? wrongEnd;
  }

  async function confirm() {
    const end = until();
    if (!alert || !end || unavailable()) return;
    const done = await run('silence', () =>
      api.silence({
        alertId: alert.id,
        reason: reason.trim(),
        until: end,
        covers: reach,
      }),
    );
    if (done) {
      onDone(`${alert.name} is silenced until ${formatExact(new Date(end))}.`);
    }
  }

  function choose(next: SilenceEnd) {
    // A moment to start from, so that the picker is not empty.
    if (next !== 'at') setLocal(toLocal(toSilenceEnd(next, new Date())));
    setChoice(next);
  }

  const fieldError = (field: string) =>
    refused?.field === field
      ? [refused.message, refused.nextStep].filter(Boolean).join(' ')
      : undefined;
  const elsewhere =
    error && !['reason', 'until'].includes(refused?.field ?? '');
  const denied =
    alert && (alert.notSilenceable ?? (!silence.allowed && whyNot(silence)));

  return (
    <>
      <DialogHeader>
        {alert ? `Silence ${alert.name}` : 'Silence an alert'}
      </DialogHeader>
      <DialogBody>
        <Flex direction="column" gap="4">
          {!alert && (
            <Notice
              status="info"
              icon
              title="This alert is over"
              description="It fires no more, so there is nothing to silence."
            />
          )}
          {denied && (
            <Notice
              status="warning"
              icon
              title="You cannot silence it"
              description={denied}
            />
          )}
          {alert && (
            <>
              <section aria-label="What will happen">
                <Text as="h3" variant="body-medium" weight="bold">
                  What will happen
                </Text>
                <Text as="p">{saySilenced(alert, reach)}</Text>
                {alert.source !== 'service-manager' && (
                  <Labels labels={reachedLabels(alert, reach)} />
                )}
              </section>
              {reach && (
                <RadioGroup
                  label="Which"
                  value={reach}
                  onChange={value => setCovers(value as Covers)}
                >
                  <Radio value="every-pod">
                    Every pod of this service (whatever {listOf(pods)})
                  </Radio>
                  <Radio value="this-alert">
                    Only this one: {alert.labels.pod ?? 'exactly its labels'}
                  </Radio>
                </RadioGroup>
              )}
              <TextField
                label="Reason"
                description="For those who wonder why it is quiet."
                isRequired
                maxLength={500}
                value={reason}
                onChange={setReason}
                {...showProblem(fieldError('reason'))}
              />
              <RadioGroup
                label="End"
                orientation="horizontal"
                value={choice}
                onChange={value => choose(value as SilenceEnd)}
                {...showProblem(
                  choice === 'at' ? undefined : fieldError('until'),
                )}
              >
                <Radio value="1h">In 1 hour</Radio>
                <Radio value="4h">In 4 hours</Radio>
                <Radio value="tomorrow">Tomorrow 08:00</Radio>
                <Radio value="at">At a time</Radio>
              </RadioGroup>
              {choice === 'at' ? (
                <TextField
                  {...dateAndTime}
                  label="End at"
                  description="On the clock of this computer; 30 days at most."
                  value={local}
                  onChange={setLocal}
                  {...showProblem(wrongEnd ?? fieldError('until'))}
                />
              ) : (
                <Text variant="body-small" color="secondary">
                  Quiet until {formatExact(new Date(until()!))}.
                </Text>
              )}
            </>
          )}
          {elsewhere && (
            <ErrorNotice title="It was not silenced" error={error} />
          )}
        </Flex>
      </DialogBody>
      <DialogFooter>
        <Button variant="secondary" onPress={onClose}>
          {alert ? 'Let it be heard' : 'Close dialog'}
        </Button>
        {alert && (
          <HintedButton
            variant="primary"
            isPending={pending !== undefined}
            unavailable={unavailable()}
            onPress={confirm}
          >
            {`Silence ${alert.name}`}
          </HintedButton>
        )}
      </DialogFooter>
    </>
  );
}

/** What a silence asks of an alert: a pod of the service, or this one. */
function reachedLabels(
  { labels, replaceable = [] }: Alert,
  reach: Covers | undefined,
): Record<string, string> {
  if (reach !== 'every-pod') return labels;
  return Object.fromEntries(
    Object.entries(labels).filter(([name]) => !replaceable.includes(name)),
  );
}

/** `pod and instance`. */
function listOf(names: string[]): string {
  return [names.slice(0, -1).join(', '), names.at(-1)]
    .filter(Boolean)
    .join(' and ');
}

import { useState } from 'react';
import type { PrometheusRuleOffer } from '@vtasker/backstage-plugin-service-manager-common';
import {
  Button,
  DialogBody,
  DialogFooter,
  DialogHeader,
  Flex,
  Skeleton,
  Text,
  TextField,
} from '@backstage/ui';
import {
  describeError,
  ErrorNotice,
  HintedButton,
  showProblem,
} from '../../components';
import { useAlertsApi } from '../alertsApi';
import { whyNot } from '../AlertItem';
import { sayApply, whyNotApply } from '../pure';
import { useAction } from '../useAction';
import { usePrometheusRules } from '../usePrometheusRules';
import type { DialogProps } from './Dialogs';
import { OfferView } from './OfferView';

/** The `PrometheusRule` for a service: what it says, where it is, and apply. */
export function PrometheusRuleDialog(props: DialogProps) {
  const { entityRef, alerts, onClose, onDone } = props;
  const api = useAlertsApi(entityRef);
  const { data: offers, error, refresh } = usePrometheusRules(entityRef);
  const { run, pending, error: refusal } = useAction();
  const [reason, setReason] = useState('');
  const [left, setLeft] = useState<PrometheusRuleOffer[]>([]);
  const { manage } = alerts.may;
  const refused = refusal && describeError(refusal);
  const reasonRefused = refused?.field === 'reason';

  function unavailable(): string | undefined {
    if (!manage.allowed) return whyNot(manage);
    if (!offers) return 'It is being read.';
    return whyNotApply(offers);
  }

  async function apply() {
    let after: PrometheusRuleOffer[] = [];
    const done = await run('apply', async () => {
      after = await api.applyPrometheusRules(
        reason.trim() ? { reason: reason.trim() } : {},
      );
    });
    await refresh();
    if (!done) return;
    const missing = after.filter(({ state }) => state !== 'same');
    const applied = after.filter(({ state }) => state === 'same');
    // What did not work is said where it can be tried again.
    setLeft(missing.filter(({ state }) => state !== 'unsupported'));
    if (applied.length > 0 && missing.every(isUnsupported)) {
      onDone(
        `The PrometheusRule is applied in ${applied
          .map(({ cluster }) => cluster)
          .join(', ')}.`,
      );
    }
  }

  return (
    <>
      <DialogHeader>PrometheusRule</DialogHeader>
      <DialogBody>
        <Flex direction="column" gap="4">
          <Text as="p">
            Alerts on the workloads for a cluster with a Prometheus Operator:
            down, degraded, failed jobs and restart loops, over what
            kube-state-metrics tells. Prometheus evaluates them there, without
            the portal.
          </Text>
          {!offers && error && (
            <ErrorNotice
              title="The PrometheusRule could not be made"
              error={error}
              onRetry={refresh}
            />
          )}
          {!offers && !error && (
            <Flex
              direction="column"
              gap="2"
              role="group"
              aria-label="Loading the PrometheusRule"
            >
              <Skeleton height={20} width="40%" />
              <Skeleton height={240} />
            </Flex>
          )}
          {offers?.length === 0 && (
            <Text as="p" color="secondary">
              The service has no workload in any cluster, so there is nothing to
              watch.
            </Text>
          )}
          {offers?.map(offer => (
            <OfferView
              key={`${offer.cluster} ${offer.namespace} ${offer.name}`}
              offer={offer}
              alone={offers.length === 1}
            />
          ))}
          {offers && offers.length > 0 && (
            <>
              <section aria-label="What will happen">
                <Text as="h3" variant="body-medium" weight="bold">
                  What will happen
                </Text>
                <Text as="p">{sayApply(offers)}</Text>
              </section>
              <TextField
                label="Reason"
                description="For those who read the history."
                maxLength={500}
                value={reason}
                onChange={setReason}
                {...showProblem(reasonRefused ? refused?.message : undefined)}
              />
            </>
          )}
          {refusal && !reasonRefused && (
            <ErrorNotice title="It was not applied" error={refusal} />
          )}
          {left.length > 0 && (
            <ErrorNotice
              title={`It was not applied in ${left
                .map(({ cluster }) => cluster)
                .join(', ')}`}
              error={
                new Error(
                  left.map(({ problem }) => problem).find(Boolean) ??
                    'The cluster does not show it yet.',
                )
              }
            />
          )}
        </Flex>
      </DialogBody>
      <DialogFooter>
        <Button variant="secondary" onPress={onClose}>
          Leave as it is
        </Button>
        <HintedButton
          variant="primary"
          isPending={pending !== undefined}
          unavailable={unavailable()}
          onPress={apply}
        >
          Apply PrometheusRule
        </HintedButton>
      </DialogFooter>
    </>
  );
}

function isUnsupported({ state }: PrometheusRuleOffer): boolean {
  return state === 'unsupported';
}

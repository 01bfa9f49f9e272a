import { useState } from 'react';
import type {
  Service,
  WorkloadView,
} from '@vtasker/backstage-plugin-service-manager-common';
import { Button, Flex, Text } from '@backstage/ui';
import { ChevronDownIcon, ChevronRightIcon } from '../icons';
import { Actor, Panel } from '../components';
import { StatusBadge } from '../status';
import { RelativeTime } from '../time';
import { EvidenceButton } from './EvidenceButton';
import { groupByCluster } from '../facts';
import { PodsTable } from './PodsTable';
import { RolloutBar } from './RolloutBar';
import { ServiceTrends } from './ServiceTrends';
import styles from './WorkloadsPanel.module.css';

/** The workloads with their pods, by cluster where there is more than one. */
export function WorkloadsPanel(props: { service: Service }) {
  const { service } = props;
  const groups = groupByCluster(service);
  return (
    <div id="workloads">
      <Panel
        title="Workloads"
        actions={<ServiceTrends entityRef={service.entityRef} />}
      >
        {groups.map(({ cluster, title, workloads }) => (
          <div key={cluster}>
            {groups.length > 1 && (
              <Text as="h3" variant="body-small" weight="bold">
                {title}
              </Text>
            )}
            <ul className={styles.list}>
              {workloads.map(workload => (
                <Workload
                  key={workload.ref.id}
                  workload={workload}
                  alone={service.workloads.length === 1}
                />
              ))}
            </ul>
          </div>
        ))}
      </Panel>
    </div>
  );
}

function Workload(props: { workload: WorkloadView; alone: boolean }) {
  const { workload, alone } = props;
  const { ref, status, replicas, revision, schedule, pods, rollout } = workload;
  const [open, setOpen] = useState(alone && pods.length <= 20);
  const podsId = `pods-${ref.id}`;
  return (
    <li className={styles.workload}>
      <div className={styles.line}>
        {pods.length > 0 ? (
          <Button
            size="small"
            variant="tertiary"
            className={styles.toggle}
            aria-expanded={open}
            aria-controls={podsId}
            onPress={() => setOpen(!open)}
            iconStart={open ? <ChevronDownIcon /> : <ChevronRightIcon />}
          >
            {`${ref.kind} ${ref.name}`}
          </Button>
        ) : (
          <Text weight="bold" className={styles.name}>
            {ref.kind} {ref.name}
          </Text>
        )}
        <StatusBadge
          state={status.state}
          reason={status.reason}
          since={status.since}
        />
        {replicas && (
          <span className={styles.fact}>
            {replicas.ready}/{replicas.desired} ready
          </span>
        )}
        {revision !== undefined && (
          <span className={styles.fact}>revision {revision}</span>
        )}
        {workload.paused && <span className={styles.fact}>rollout paused</span>}
        {workload.autoscaler && (
          <span className={styles.fact}>
            {workload.autoscaler.kind} {workload.autoscaler.min}–
            {workload.autoscaler.max}
          </span>
        )}
        {workload.disruptionBudget && (
          <span className={styles.fact}>
            disruptions allowed {workload.disruptionBudget.disruptionsAllowed}
          </span>
        )}
      </div>
      {!alone && (
        // Alone, its status is the service's, which stands above.
        <Flex align="center" gap="2" className={styles.detail}>
          <Text variant="body-small" color="secondary">
            {status.message}
          </Text>
          <EvidenceButton status={status} of={`${ref.kind} ${ref.name}`} />
        </Flex>
      )}
      {schedule && addsToMessage(schedule, !alone && status.message) && (
        <Text as="p" variant="body-small" className={styles.detail}>
          Schedule <code>{schedule.cron}</code>
          {schedule.timeZone && <> {schedule.timeZone}</>}
          {schedule.suspended && <>, suspended</>}
          {schedule.active > 0 && <>, {schedule.active} running</>}
          {schedule.lastScheduledAt && (
            <>
              , last <RelativeTime at={schedule.lastScheduledAt} />
            </>
          )}
        </Text>
      )}
      {workload.stopped && <Stopped stopped={workload.stopped} />}
      {rollout && <RolloutBar rollout={rollout} of={ref.name} />}
      <div id={podsId} hidden={!open}>
        {open && pods.length > 0 && <PodsTable pods={pods} of={ref.name} />}
      </div>
    </li>
  );
}

/** A message that names the schedule says it all while nothing else is known. */
function addsToMessage(
  schedule: NonNullable<WorkloadView['schedule']>,
  shown: string | false | undefined,
): boolean {
  return (
    !shown ||
    !shown.includes(schedule.cron) ||
    schedule.suspended ||
    schedule.active > 0 ||
    schedule.timeZone !== undefined ||
    schedule.lastScheduledAt !== undefined
  );
}

function Stopped(props: { stopped: NonNullable<WorkloadView['stopped']> }) {
  const { by, at, reason, until, replicas } = props.stopped;
  return (
    <Text variant="body-small" className={styles.detail}>
      Stopped by <Actor actor={by} />, <RelativeTime at={at} />
      {reason && <>: {reason}</>}.{' '}
      {replicas !== undefined && <>It comes back with {replicas}.</>}{' '}
      {until && (
        <>
          It starts again by itself <RelativeTime at={until} />.
        </>
      )}
    </Text>
  );
}

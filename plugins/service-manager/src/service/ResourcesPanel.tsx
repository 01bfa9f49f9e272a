import type { WorkloadView } from '@vtasker/backstage-plugin-service-manager-common';
import { Text } from '@backstage/ui';
import { useTrends } from '../api';
import { Panel } from '../components';
import { lastOf } from '../measures';
import { RelativeTime } from '../time';
import {
  countLivePods,
  formatCpu,
  formatMemory,
  ResourceRow,
  resourceRow,
  shareOf,
} from './quantities';
import styles from './ResourcesPanel.module.css';

/** Use of the service as its curves end, where the cluster tells none. */
type KnownUse = { cpu?: number; memory?: number };

/** Use beside requests and limits, for each workload. */
export function ResourcesPanel(props: {
  entityRef: string;
  workloads: WorkloadView[];
}) {
  const { entityRef } = props;
  const workloads = props.workloads.filter(({ replicas }) => replicas);
  const several = workloads.length > 1;
  // The curves are of the whole service.
  const wanted = workloads.length === 1 && !workloads[0].usage;
  const { trends } = useTrends({ refs: [entityRef], wanted });
  if (workloads.length === 0) return null;
  const { cpu, memory } = (wanted && trends?.items[entityRef]) || {};
  const known: KnownUse = {
    cpu: cpu && (lastOf(cpu) ?? undefined),
    memory: memory && (lastOf(memory) ?? undefined),
  };
  return (
    <Panel title="Resources">
      <div className={styles.workloads}>
        {workloads.map(workload => (
          <div key={workload.ref.id}>
            {several && (
              <Text variant="body-small" weight="bold">
                {workload.ref.name} in {workload.ref.cluster}
              </Text>
            )}
            {countLivePods(workload) > 0 ? (
              <Bars workload={workload} known={known} several={several} />
            ) : (
              <Text variant="body-small" color="secondary">
                No pods run: nothing is used or reserved.
              </Text>
            )}
          </div>
        ))}
      </div>
    </Panel>
  );
}

function Bars(props: {
  workload: WorkloadView;
  known: KnownUse;
  several: boolean;
}) {
  const { workload, known, several } = props;
  const { usage, ref } = workload;
  const rowOf = (resource: 'cpu' | 'memory') => {
    const row = resourceRow(workload, resource);
    return { ...row, usage: row.usage ?? known[resource] };
  };
  return (
    <>
      <Bar label="CPU" of={ref.name} row={rowOf('cpu')} format={formatCpu} />
      <Bar
        label="Memory"
        of={ref.name}
        row={rowOf('memory')}
        format={formatMemory}
      />
      <Text variant="body-x-small" color="secondary">
        All pods together.{' '}
        {usage ? (
          <>
            Measured <RelativeTime at={usage.at} />.
          </>
        ) : (
          sayUnmeasured(known, several)
        )}
      </Text>
    </>
  );
}

function sayUnmeasured(known: KnownUse, several: boolean): string {
  if (known.cpu !== undefined || known.memory !== undefined) {
    return 'The use is where the curves of the last half hour end.';
  }
  return `The cluster tells no use: it may run no metrics server.${
    several ? ' What all use together is under Metrics.' : ''
  }`;
}

function Bar(props: {
  label: string;
  of: string;
  row: ResourceRow;
  format(value: number): string;
}) {
  const { label, of, row, format } = props;
  const { usage, request, limit } = row;
  const say = (value: number | undefined, otherwise: string) =>
    value === undefined ? otherwise : format(value);
  const words = `${say(usage, 'unknown')} used, ${say(
    request,
    'nothing',
  )} requested, ${say(limit, 'no')} limit`;
  return (
    <div className={styles.row}>
      <div className={styles.words}>
        <span className={styles.label}>{label}</span>
        <span>{words}</span>
      </div>
      <div
        className={styles.bar}
        role="img"
        aria-label={`${label} of ${of}: ${words}`}
      >
        {usage !== undefined && (
          <span
            className={styles.use}
            data-high={
              (limit !== undefined && usage > 0.9 * limit) || undefined
            }
            style={{ width: `${shareOf(usage, row)}%` }}
          />
        )}
        {request !== undefined && (
          <span
            className={styles.request}
            style={{ insetInlineStart: `${shareOf(request, row)}%` }}
            title={`Requested ${format(request)}`}
          />
        )}
      </div>
    </div>
  );
}

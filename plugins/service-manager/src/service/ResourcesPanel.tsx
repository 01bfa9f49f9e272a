import type { WorkloadView } from '@vtasker/backstage-plugin-service-manager-common';
import { Text } from '@backstage/ui';
import { Panel } from '../components';
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

/** Use beside requests and limits, for each workload. */
export function ResourcesPanel(props: { workloads: WorkloadView[] }) {
  const workloads = props.workloads.filter(({ replicas }) => replicas);
  if (workloads.length === 0) return null;
  const several = workloads.length > 1;
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
              <Bars workload={workload} />
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

function Bars(props: { workload: WorkloadView }) {
  const { workload } = props;
  const { usage, ref } = workload;
  return (
    <>
      <Bar
        label="CPU"
        of={ref.name}
        row={resourceRow(workload, 'cpu')}
        format={formatCpu}
      />
      <Bar
        label="Memory"
        of={ref.name}
        row={resourceRow(workload, 'memory')}
        format={formatMemory}
      />
      <Text variant="body-x-small" color="secondary">
        All pods together.{' '}
        {usage ? (
          <>
            Measured <RelativeTime at={usage.at} />.
          </>
        ) : (
          'The cluster tells no use: it may run no metrics server.'
        )}
      </Text>
    </>
  );
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

import type { PodView } from '@vtasker/backstage-plugin-service-manager-common';
import { ScrollRegion } from '../components';
import { StatusBadge } from '../status';
import { RelativeTime } from '../time';
import { EvidenceButton } from './EvidenceButton';
import styles from './PodsTable.module.css';

/** The pods of a workload. */
export function PodsTable(props: { pods: PodView[]; of: string }) {
  const { pods, of } = props;
  return (
    <ScrollRegion label={`Pods of ${of}`}>
      <table className={styles.table} aria-label={`Pods of ${of}`}>
        <thead>
          <tr>
            <th scope="col">Pod</th>
            <th scope="col">Status</th>
            <th scope="col">Ready</th>
            <th scope="col">Restarts</th>
            <th scope="col">Age</th>
            <th scope="col">Version</th>
            <th scope="col">Node</th>
          </tr>
        </thead>
        <tbody>
          {pods.map(pod => (
            <Pod key={pod.name} pod={pod} />
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  );
}

function Pod(props: { pod: PodView }) {
  const { pod } = props;
  const containers = pod.containers.filter(({ init }) => !init);
  const ready = containers.filter(container => container.ready).length;
  const { state, reason, message } = pod.status;
  const healthy = state === 'running';
  return (
    <tr>
      <th scope="row" className={styles.name}>
        {pod.name}
      </th>
      <td className={styles.status}>
        <span className={styles.words}>
          <StatusBadge
            state={state}
            reason={reason}
            message={healthy ? undefined : message}
          />
          {!healthy && <EvidenceButton status={pod.status} of={pod.name} />}
        </span>
      </td>
      <td>
        {ready}/{containers.length}
      </td>
      <td title={lastEnd(pod)}>{pod.restarts}</td>
      <td>
        <RelativeTime at={pod.createdAt} format="span" />
      </td>
      <td title={containers[0]?.image}>{pod.version ?? 'unknown'}</td>
      <td>{pod.node ?? 'not scheduled'}</td>
    </tr>
  );
}

/** `app ended last with OOMKilled (137)`, the evidence behind a restart. */
function lastEnd(pod: PodView): string | undefined {
  const ends = pod.containers.flatMap(({ name, lastTermination }) => {
    if (!lastTermination) return [];
    const { reason, exitCode } = lastTermination;
    const code = exitCode === undefined ? '' : ` (${exitCode})`;
    return [`${name} ended last with ${reason ?? 'an exit'}${code}`];
  });
  return ends.length > 0 ? ends.join('; ') : undefined;
}

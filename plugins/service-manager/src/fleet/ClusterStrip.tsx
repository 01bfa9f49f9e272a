import { memo } from 'react';
import type { ClusterHealth } from '@vtasker/backstage-plugin-service-manager-common';
import { LockIcon, RefreshIcon, ClockIcon } from '../icons';
import { formatExact, formatMoment } from '../time';
import { ClusterLine, clusterLines } from './clusterLines';
import styles from './ClusterStrip.module.css';

const icons = {
  silent: ClockIcon,
  reading: RefreshIcon,
  forbidden: LockIcon,
};

function ClusterStripView(props: { clusters: ClusterHealth[] | undefined }) {
  const clusters = props.clusters ?? [];
  const lines = clusterLines(clusters);
  const fresh = clusters.filter(({ state }) => state === 'connected').length;
  return (
    <div role="status" aria-label="Clusters" className={styles.strip}>
      {clusters.length > 0 && (
        <span>
          {fresh} of {clusters.length}{' '}
          {clusters.length === 1 ? 'cluster' : 'clusters'} up to date
        </span>
      )}
      {lines.map(line => {
        const Icon = icons[line.kind];
        return (
          <span
            key={`${line.cluster} ${line.kind}`}
            className={styles.line}
            data-kind={line.kind}
            title={line.message}
          >
            <Icon size={14} aria-hidden />
            <span className={styles.text}>
              <Sentence line={line} />
            </span>
          </span>
        );
      })}
    </div>
  );
}

/** Which clusters are behind, since when and why; quiet when none is. */
export const ClusterStrip = memo(ClusterStripView);

function Sentence(props: { line: ClusterLine }) {
  const { title, kind, since, message, forbidden } = props.line;
  if (kind === 'reading') return <>{title} is being read for the first time.</>;
  if (kind === 'forbidden') {
    return (
      <>
        {title} does not let us read {forbidden.join(', ')}; what needs them is
        missing.
      </>
    );
  }
  return (
    <>
      {since ? (
        <>
          {title} has not answered since{' '}
          <time dateTime={since} title={formatExact(new Date(since))}>
            {formatMoment(new Date(since), new Date())}
          </time>
          ; this is what was last seen.
        </>
      ) : (
        <>{title} has not answered yet.</>
      )}
      {message && ` Why: ${message}`}
    </>
  );
}

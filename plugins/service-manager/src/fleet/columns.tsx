import type { ReactNode } from 'react';
import { Link } from 'react-router-dom';
import { ClockIcon } from '../icons';
import type { Verb } from '@vtasker/backstage-plugin-service-manager-common';
import { StatusBadge } from '../status';
import { RelativeTime } from '../time';
import { shortRef } from './names';
import { ColumnId, columnIds, FleetRow } from './types';
import styles from './FleetTable.module.css';

export interface Column {
  title: string;
  /** A track of the grid: its least and its share of the width. */
  track: string;
  /** Which way a first click sorts. */
  descendingFirst?: boolean;
  numeric?: boolean;
  render(row: FleetRow, href: string | undefined): ReactNode;
}

const verbWords: Record<Verb, string> = {
  start: 'Start',
  stop: 'Stop',
  restart: 'Restart',
  scale: 'Scale',
  pause: 'Pause',
  resume: 'Resume',
  rollback: 'Roll back',
  deploy: 'Deploy',
};

export const columns: Record<ColumnId, Column> = {
  status: {
    title: 'Status',
    track: 'minmax(250px, 4fr)',
    render: row => (
      <StatusBadge
        state={row.state}
        reason={row.reason}
        message={row.state === 'running' ? undefined : row.message}
        since={row.since}
        dense
      />
    ),
  },
  service: {
    title: 'Service',
    track: 'minmax(120px, 2fr)',
    render: (row, href) =>
      href ? (
        <Link to={href} tabIndex={-1} className={styles.link}>
          {row.title}
        </Link>
      ) : (
        row.title
      ),
  },
  system: {
    title: 'System',
    track: 'minmax(84px, 1.4fr)',
    render: row => <Ref value={row.system} />,
  },
  owner: {
    title: 'Owner',
    track: 'minmax(84px, 1.4fr)',
    render: row => <Ref value={row.owner} />,
  },
  cluster: {
    title: 'Cluster',
    track: 'minmax(92px, 1.2fr)',
    render: row => (
      <>
        <List values={row.clusters} />
        {row.stale && (
          <span
            className={styles.stale}
            role="img"
            aria-label="not fresh"
            title="A cluster of this service is silent: this is what was last seen."
          >
            <ClockIcon size={14} aria-hidden />
          </span>
        )}
      </>
    ),
  },
  ready: {
    title: 'Ready',
    track: '64px',
    numeric: true,
    render: row => `${row.ready}/${row.desired}`,
  },
  version: {
    title: 'Version',
    track: 'minmax(76px, 1fr)',
    render: row => <List values={row.versions} />,
  },
  restarts: {
    title: 'Restarts',
    track: '84px',
    descendingFirst: true,
    numeric: true,
    render: row => row.restarts,
  },
  operation: {
    title: 'Last operation',
    track: 'minmax(132px, 1.5fr)',
    descendingFirst: true,
    render: row =>
      row.lastOperation ? <Operation of={row.lastOperation} /> : '–',
  },
};

/** The columns that fit into `width` px when the person chose none. */
export function columnsThatFit(width: number | undefined): ColumnId[] {
  if (!width || width >= 1040) return [...columnIds];
  const left: ColumnId[] = ['restarts', 'system'];
  if (width < 860) left.push('version', 'operation');
  return columnIds.filter(id => !left.includes(id));
}

function Ref(props: { value?: string }) {
  const { value } = props;
  return value ? <span title={value}>{shortRef(value)}</span> : <>–</>;
}

function List(props: { values: string[] }) {
  const [first, ...others] = props.values;
  if (first === undefined) return <>–</>;
  return (
    <span className={styles.cut} title={props.values.join(', ')}>
      {first}
      {others.length > 0 && ` +${others.length}`}
    </span>
  );
}

function Operation(props: { of: NonNullable<FleetRow['lastOperation']> }) {
  const { verb, actor, at, phase, outcome } = props.of;
  const trouble = outcome !== undefined && outcome !== 'succeeded';
  const standing = phase === 'ended' ? outcome : 'running';
  return (
    <span
      className={styles.cut}
      title={`${verbWords[verb]} by ${actor}: ${standing ?? 'ended'}`}
    >
      {verbWords[verb]}
      {(trouble || phase !== 'ended') && <b> {standing}</b>},{' '}
      <RelativeTime at={at} />
    </span>
  );
}

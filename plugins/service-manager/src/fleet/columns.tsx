import type { PointerEvent, ReactNode } from 'react';
import { Link } from 'react-router-dom';
import { ClockIcon } from '../icons';
import type {
  AlertCount,
  Verb,
} from '@vtasker/backstage-plugin-service-manager-common';
import { AlertBadge, ALERTS_ANCHOR } from '../alerts';
import { Trend } from '../components';
import { StatusBadge } from '../status';
import { RelativeTime } from '../time';
import type { Tab } from '../useTabLink';
import { shortRef } from './names';
import { ColumnId, columnIds, FleetRow, RowTrend, TrendSpan } from './types';
import styles from './FleetTable.module.css';

/** The curves of a row, and over which time they go. */
export type ShownTrend = RowTrend & TrendSpan;

/** What fires of a row, and why there may be more. */
export interface ShownAlerts {
  count: AlertCount;
  problems: string[];
}

export interface Column {
  title: string;
  /** The least width in px: enough for what usually stands in it. */
  least: number;
  /** Its share of the width that is left; none where more is of no use. */
  share?: number;
  /** Which way a first click sorts. */
  descendingFirst?: boolean;
  numeric?: boolean;
  render(
    row: FleetRow,
    linkTo: (tab: Tab, view?: Record<string, string>) => string | undefined,
    trend?: ShownTrend,
    alerts?: ShownAlerts,
  ): ReactNode;
}

/** The grid's borders, a scroll bar, and room for the words of a status. */
const SPARE = 80;

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
    least: 220,
    share: 40,
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
    least: 206,
    share: 22,
    render: (row, linkTo, _, alerts) => (
      <>
        <Title row={row} href={linkTo('service')} />
        <AlertBadge {...alerts} href={alertsOf(linkTo('metrics'))} />
      </>
    ),
  },
  system: {
    title: 'System',
    least: 150,
    share: 16,
    render: row => <Ref value={row.system} />,
  },
  owner: {
    title: 'Owner',
    least: 114,
    share: 13,
    render: row => <Ref value={row.owner} />,
  },
  cluster: {
    title: 'Cluster',
    least: 106,
    share: 11,
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
    least: 66,
    numeric: true,
    render: row => `${row.ready}/${row.desired}`,
  },
  version: {
    title: 'Version',
    least: 84,
    share: 9,
    render: row => <List values={row.versions} />,
  },
  cpu: {
    title: 'CPU',
    least: 116,
    descendingFirst: true,
    render: (_, linkTo, trend) => (
      <Evidence href={linkTo('metrics', { panel: 'cpu' })} of={trend?.cpu}>
        {values => (
          <Trend
            what="CPU"
            unit="cores"
            values={values}
            stepSeconds={trend!.stepSeconds}
            width={44}
          />
        )}
      </Evidence>
    ),
  },
  memory: {
    title: 'Memory',
    least: 122,
    descendingFirst: true,
    render: (_, linkTo, trend) => (
      <Evidence
        href={linkTo('metrics', { panel: 'memory' })}
        of={trend?.memory}
      >
        {values => (
          <Trend
            what="Memory"
            unit="bytes"
            values={values}
            stepSeconds={trend!.stepSeconds}
            width={44}
          />
        )}
      </Evidence>
    ),
  },
  errors: {
    title: 'Errors',
    least: 74,
    descendingFirst: true,
    numeric: true,
    render: (_, linkTo, trend) => (
      <Evidence
        href={linkTo('logs', {
          level: 'error,fatal',
          ...(trend && { from: trend.from }),
        })}
        of={trend?.errorLines}
      >
        {count => count.toLocaleString()}
      </Evidence>
    ),
  },
  restarts: {
    title: 'Restarts',
    least: 88,
    descendingFirst: true,
    numeric: true,
    render: row => row.restarts,
  },
  operation: {
    title: 'Last operation',
    least: 132,
    share: 14,
    descendingFirst: true,
    render: row =>
      row.lastOperation ? <Operation of={row.lastOperation} /> : '–',
  },
};

/** What is left out first where there is no room for all. */
const leftOut: ColumnId[] = [
  'restarts',
  'memory',
  'cpu',
  'errors',
  'system',
  'version',
  'operation',
];

/** The columns that fit into `width` px when the person chose none. */
export function columnsThatFit(width: number | undefined): ColumnId[] {
  const shown = new Set<ColumnId>(columnIds);
  for (const id of leftOut) {
    const needed = [...shown].reduce((sum, at) => sum + columns[at].least, 0);
    if (!width || needed + SPARE <= width) break;
    shown.delete(id);
  }
  return [...shown];
}

/** The grid's tracks, as CSS has them. */
export function tracksOf(shown: readonly ColumnId[]): string {
  return shown
    .map(id => {
      const { least, share } = columns[id];
      return `minmax(${least}px, ${share ? `${share}fr` : `${least}px`})`;
    })
    .join(' ');
}

function Title(props: { row: FleetRow; href?: string }) {
  const { row, href } = props;
  return href ? (
    <Link
      to={href}
      tabIndex={-1}
      className={styles.link}
      onPointerEnter={tellWhatIsCut}
    >
      {row.title}
    </Link>
  ) : (
    <span onPointerEnter={tellWhatIsCut}>{row.title}</span>
  );
}

function alertsOf(metrics: string | undefined): string | undefined {
  return metrics && `${metrics}#${ALERTS_ANCHOR}`;
}

/** The whole text on hover, where there is less of it to be seen. */
function tellWhatIsCut(event: PointerEvent<HTMLElement>) {
  const { currentTarget: element } = event;
  const cut = element.scrollWidth > element.clientWidth;
  element.title = (cut && element.textContent) || '';
}

/** What was measured, with the way to where it comes from. */
function Evidence<T>(props: {
  href: string | undefined;
  /** Unknown when absent. */
  of: T | undefined;
  children: (value: T) => ReactNode;
}) {
  const { href, of, children } = props;
  if (of === undefined) return <>–</>;
  return href ? (
    <Link to={href} tabIndex={-1} className={styles.evidence}>
      {children(of)}
    </Link>
  ) : (
    <>{children(of)}</>
  );
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

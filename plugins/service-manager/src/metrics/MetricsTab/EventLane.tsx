import { memo, useEffect, useMemo, useRef } from 'react';
import { Button, DialogTrigger, Link, Popover } from '@backstage/ui';
import type { MetricMarker } from '@vtasker/backstage-plugin-service-manager-common';
import { CircleIcon, RestartIcon, RocketIcon, WarningIcon } from '../../icons';
import { legible, useElementWidth } from '../../components';
import type { Crosshair } from '../chart';
import {
  formatMoment,
  type Grid,
  groupMarkers,
  type MarkerGroup,
  markerWords,
  timeAt,
} from '../pure';
import styles from './EventLane.module.css';

const icons = {
  deploy: RocketIcon,
  operation: CircleIcon,
  restart: RestartIcon,
  alert: WarningIcon,
};

/** Closer than this, in px, events are one to the eye. */
const APART = 26;
/** Half the width of the time at the crosshair, in px. */
const HALF_A_MOMENT = 64;
/** So many are named; the rest is counted. */
const NAMED = 12;

function Lane(props: {
  markers: readonly MetricMarker[];
  grid: Grid;
  window: [number, number];
  utc: boolean;
  crosshair: Crosshair;
  /** The way to an operation; undefined where there is none. */
  linkTo(operationId: string): string | undefined;
}) {
  const { markers, grid, utc, crosshair, linkTo } = props;
  const [from, until] = props.window;
  const late = grid.stepSeconds * 1000;
  const track = useRef<HTMLDivElement>(null);
  const cursor = useRef<HTMLDivElement>(null);
  const width = useElementWidth(track) || 600;
  const groups = useMemo(
    () => groupMarkers(markers, { from, until, width, apart: APART, late }),
    [markers, from, until, width, late],
  );
  const count = groups.reduce((sum, group) => sum + group.markers.length, 0);

  useEffect(() => {
    const stand = (index: number | undefined) => {
      if (!cursor.current) return;
      const moment = index === undefined ? NaN : timeAt(grid, index);
      const at = (moment - from) / (until - from);
      const { style, dataset, firstElementChild } = cursor.current;
      style.display = at >= 0 && at <= 1 ? 'block' : 'none';
      style.left = `${at * 100}%`;
      dataset.near = nearEnd(at * width, width);
      firstElementChild!.textContent = Number.isNaN(moment)
        ? ''
        : formatMoment(moment, utc);
    };
    stand(crosshair.index);
    return crosshair.subscribe(stand);
  }, [crosshair, grid, from, until, utc, width]);

  return (
    <section aria-label="Events" className={styles.lane}>
      <div className={styles.head}>
        <span className={styles.title}>Events</span>
        <span>{formatMoment(from, utc)}</span>
      </div>
      <div ref={track} className={styles.track}>
        {groups.map(group => (
          <Group
            key={`${group.at} ${group.markers.length}`}
            group={group}
            utc={utc}
            linkTo={linkTo}
          />
        ))}
        <div ref={cursor} className={styles.cursor}>
          <span className={styles.moment} />
        </div>
        {count === 0 && (
          <span className={styles.none}>
            No deployments, operations, restarts or alerts in this time
          </span>
        )}
      </div>
      <span className={styles.end}>{formatMoment(until, utc)}</span>
    </section>
  );
}

/** What happened to the service meanwhile, over the time of all charts. */
export const EventLane = memo(Lane);

function Group(props: {
  group: MarkerGroup;
  utc: boolean;
  linkTo(operationId: string): string | undefined;
}) {
  const { group, utc, linkTo } = props;
  const { markers, kind } = group;
  const Icon = icons[kind];
  const said = markers
    .slice(0, NAMED)
    .map(marker => sayMarker(marker, utc))
    .join('\n');
  const label =
    markers.length === 1
      ? said
      : `${markers.length} events around ${formatMoment(
          Date.parse(markers[0].at),
          utc,
        )}`;
  return (
    <div
      className={styles.group}
      style={{ left: `${group.at * 100}%` }}
      title={said}
    >
      <DialogTrigger>
        <Button
          size="small"
          variant="tertiary"
          className={styles.marker}
          data-kind={kind}
          aria-label={label}
        >
          <Icon size={14} />
          {markers.length > 1 && (
            <span className={styles.count}>{markers.length}</span>
          )}
        </Button>
        <Popover aria-label="Events" className={legible}>
          <ul className={styles.list}>
            {markers.map((marker, at) => (
              <Told
                key={`${marker.at} ${at}`}
                marker={marker}
                utc={utc}
                href={marker.operationId && linkTo(marker.operationId)}
              />
            ))}
          </ul>
        </Popover>
      </DialogTrigger>
    </div>
  );
}

function Told(props: { marker: MetricMarker; utc: boolean; href?: string }) {
  const { marker, utc, href } = props;
  const Icon = icons[marker.kind];
  return (
    <li>
      <span className={styles.icon} data-kind={marker.kind}>
        <Icon size={16} />
      </span>
      <div>
        <div>
          <b>{markerWords[marker.kind]}:</b> {marker.label}
        </div>
        <div className={styles.when}>
          {formatMoment(Date.parse(marker.at), utc)}
          {href && (
            <>
              {' · '}
              <Link href={href}>Open the operation</Link>
            </>
          )}
        </div>
      </div>
    </li>
  );
}

function nearEnd(at: number, width: number): string {
  if (at < HALF_A_MOMENT) return 'begin';
  return at > width - HALF_A_MOMENT ? 'end' : '';
}

function sayMarker(marker: MetricMarker, utc: boolean): string {
  const when = formatMoment(Date.parse(marker.at), utc);
  return `${markerWords[marker.kind]}, ${when}: ${marker.label}`;
}

import {
  KeyboardEvent,
  useCallback,
  useEffect,
  useId,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';
import { colorPods, dayOf, type LogView, millisOf, nsOf } from '../pure';
import type { LogSession, SessionState } from '../session';
import { LineRow, ROW_HEIGHT } from './LineRow';
import { useSessionState } from './useLogSession';
import { AT_END, useRows } from './useRows';
import styles from './LogLines.module.css';

const whole = (state: SessionState) => state;

/** So near an edge, the page behind it is asked for, in rows. */
const NEAR_EDGE = 30;

export interface LogLinesProps {
  session: LogSession;
  view: LogView;
  /** With the pod's name on each row. */
  showPod: boolean;
  /** Known pods. */
  pods: readonly string[];
  /** The row that is looked at, by its number; it is brought into sight. */
  active: number | undefined;
  onActivate(seq: number | undefined): void;
  onOpen(seq: number): void;
  /** Escape while no row is active. */
  onEscape(): void;
}

/**
 * The rows, of which only those in sight are in the document. One tab stop:
 * the grid keeps the focus and names the active row.
 */
export function LogLines(props: LogLinesProps) {
  const { session, view, active, onActivate, onOpen } = props;
  const state = useSessionState(session, whole)!;
  const { buffer } = session;
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const lastTop = useRef(0);
  const lastDistance = useRef(0);
  const touchedAt = useRef(0);
  const [unfolded, setUnfolded] = useState<ReadonlySet<number>>(new Set());

  const { following, version } = state;
  const { inSight, total, sight, bring, measure } = useRows({
    scroller,
    buffer,
    version,
    following,
    wrap: view.wrap,
  });

  const brought = useRef<number>();
  useEffect(() => {
    if (active === undefined || brought.current === active) return;
    const index = buffer.indexOf(active);
    if (index === -1) return;
    // Context is what stands on both sides.
    if (bring(index, view.around ? 'center' : 'auto')) brought.current = active;
  }, [active, version, buffer, bring, view.around]);

  const search = state.search.text;
  // A hit far to the right is brought into sight, once it is there.
  const turnedTo = useRef<string>();
  useLayoutEffect(() => {
    const grid = scroller.current;
    const which = `${active} ${search}`;
    if (active === undefined || turnedTo.current === which || !grid) return;
    const row = grid.querySelector('[data-active]');
    if (!row) return;
    turnedTo.current = which;
    const hit = search === '' ? null : row.querySelector('mark');
    if (hit) bringIntoSight(grid, hit);
  });

  const firstShown = inSight[0]?.index ?? 0;
  const lastShown = inSight[inSight.length - 1]?.index ?? 0;
  const { older, newer, loading } = state;
  useEffect(() => {
    if (loading || following) return;
    if (older === 'more' && firstShown < NEAR_EDGE) session.loadOlder();
    if (newer === 'more' && lastShown > buffer.length - NEAR_EDGE) {
      session.loadNewer();
    }
  }, [
    firstShown,
    lastShown,
    older,
    newer,
    loading,
    following,
    version,
    buffer,
    session,
  ]);
  // Fewer rows than have room: there is nothing to scroll by.
  const short = buffer.length * ROW_HEIGHT < sight;
  useEffect(() => {
    if (!loading && following && short && older === 'more') session.loadOlder();
  }, [loading, following, short, older, session, version]);

  function onScroll() {
    const element = scroller.current;
    if (!element) return;
    const top = element.scrollTop;
    const distance = element.scrollHeight - element.clientHeight - top;
    if (top < lastTop.current - 1 && distance > AT_END) session.follow(false);
    // Nearer than before: what comes above moves it too, as does a batch that is told of late.
    else if (
      top > lastTop.current &&
      distance < lastDistance.current &&
      distance <= AT_END &&
      !state.paused
    ) {
      session.follow(true);
    }
    lastTop.current = top;
    lastDistance.current = distance;
  }

  // That one turned back is known before it shows: the next batch would undo it.
  function letGo() {
    const element = scroller.current;
    if (element && element.scrollHeight > element.clientHeight) {
      session.follow(false);
    }
  }

  function moveTo(index: number) {
    const bounded = Math.min(Math.max(index, 0), buffer.length - 1);
    if (bounded < 0) return;
    if (bounded < buffer.length - 1) session.follow(false);
    brought.current = undefined;
    onActivate(buffer.seqAt(bounded));
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.target !== event.currentTarget) return;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const at = active === undefined ? -1 : buffer.indexOf(active);
    const page = Math.floor((scroller.current?.clientHeight ?? 0) / ROW_HEIGHT);
    const from = at === -1 ? lastShown : at;
    switch (event.key) {
      case 'ArrowDown':
      case 'j':
        moveTo(at === -1 ? lastShown : from + 1);
        break;
      case 'ArrowUp':
      case 'k':
        moveTo(at === -1 ? lastShown : from - 1);
        break;
      case 'PageDown':
        moveTo(from + page);
        break;
      case 'PageUp':
        moveTo(from - page);
        break;
      case 'Home':
        moveTo(0);
        break;
      case 'Enter':
        if (at !== -1) onOpen(buffer.seqAt(at));
        break;
      case 'Escape':
        if (active === undefined) props.onEscape();
        else onActivate(undefined);
        break;
      default:
        return;
    }
    event.preventDefault();
    // What the page does with the same keys is for when the focus is elsewhere.
    event.stopPropagation();
  }

  const onUnfold = useCallback(
    (seq: number) => {
      session.follow(false);
      setUnfolded(last => {
        const next = new Set(last);
        if (!next.delete(seq)) next.add(seq);
        return next;
      });
    },
    [session],
  );

  const colors = useRef<ReadonlyMap<string, number>>(new Map());
  colors.current = colorPods(colors.current, props.pods);
  // A pod that nobody has told of yet, or no more.
  const colorOf = (pod: string) => {
    colors.current = colorPods(colors.current, [pod]);
    return colors.current.get(pod);
  };

  const edges = [buffer.at(0), buffer.at(buffer.length - 1)];
  const [firstDay, lastDay] = edges.map(row =>
    row ? dayOf(millisOf(nsOf(row)), view.utc) : '',
  );
  // Whose place is taken over keeps its element: to make new ones costs more.
  const places = useRef(0);
  places.current = Math.max(places.current, inSight.length);
  const isActive = active !== undefined && buffer.indexOf(active) !== -1;
  return (
    <div
      ref={scroller}
      role="grid"
      aria-label="Log lines"
      aria-rowcount={buffer.length}
      aria-activedescendant={isActive ? `${id}-${active}` : undefined}
      tabIndex={0}
      className={styles.scroller}
      // Made ready before there are rows: the first ones come at once.
      hidden={buffer.length === 0}
      data-wrap={view.wrap || undefined}
      onScroll={onScroll}
      // With Ctrl it makes the page larger.
      onWheel={({ deltaY, ctrlKey }) => deltaY < 0 && !ctrlKey && letGo()}
      onTouchStart={({ touches }) => {
        touchedAt.current = touches[0].clientY;
      }}
      onTouchMove={({ touches }) =>
        touches[0].clientY > touchedAt.current && letGo()
      }
      onKeyDown={onKeyDown}
    >
      <div role="rowgroup" className={styles.body} style={{ height: total }}>
        {inSight.map(({ index, place, seq, top }) => {
          const row = buffer.at(index);
          return (
            row && (
              <LineRow
                // Of a height that is not known, each row has its own.
                key={
                  view.wrap
                    ? seq
                    : seq - Math.floor(seq / places.current) * places.current
                }
                id={seq === active ? `${id}-${seq}` : undefined}
                seq={seq}
                row={row}
                index={index}
                place={place}
                top={top}
                measure={measure}
                wrap={view.wrap}
                utc={view.utc}
                date={firstDay !== lastDay}
                showPod={props.showPod}
                color={row.type === 'line' ? colorOf(row.pod) : undefined}
                search={search}
                active={seq === active}
                unfolded={unfolded.has(seq)}
                onOpen={onOpen}
                onUnfold={onUnfold}
              />
            )
          );
        })}
      </div>
    </div>
  );
}

/** Sideways only: what stands above and below stays. */
function bringIntoSight(grid: HTMLElement, hit: Element) {
  const { left, right } = grid.getBoundingClientRect();
  const box = hit.getBoundingClientRect();
  if (box.left >= left && box.right <= right) return;
  // With what stands before it.
  grid.scrollLeft += box.right - (left + grid.clientWidth * 0.75);
}

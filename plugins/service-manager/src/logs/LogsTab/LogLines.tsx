import {
  KeyboardEvent,
  useCallback,
  useEffect,
  useId,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';
import {
  defaultRangeExtractor,
  type Range,
  useVirtualizer,
} from '@tanstack/react-virtual';
import { colorPods, dayOf, type LogView, millisOf, nsOf } from '../pure';
import type { LogSession, SessionState } from '../session';
import { LineRow, ROW_HEIGHT } from './LineRow';
import { useSessionState } from './useLogSession';
import styles from './LogLines.module.css';

const whole = (state: SessionState) => state;

/** So near the end counts as at the end, in px. */
const AT_END = ROW_HEIGHT;
/** So near an edge, the page behind it is asked for, in rows. */
const NEAR_EDGE = 30;
/** So many rows beyond what is seen, for who scrolls. */
const OVERSCAN = 15;

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
  const followedTo = useRef<number>();
  const [unfolded, setUnfolded] = useState<ReadonlySet<number>>(new Set());

  const { following, version } = state;
  // Another one makes all rows be looked at: only when there are others.
  const getItemKey = useCallback(
    (index: number) => buffer.seqAt(index),
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [buffer, version],
  );
  // Who follows sees the end; to wait for the scroll event is to lay out twice.
  const sight = useRef(0);
  const atTheEnd = ({ count }: Range) => {
    const rows = Math.min(count, Math.ceil(sight.current / ROW_HEIGHT) + 4);
    return Array.from({ length: rows }, (_, at) => count - rows + at);
  };
  const virtualizer = useVirtualizer({
    count: buffer.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    getItemKey,
    overscan: OVERSCAN,
    rangeExtractor: following ? atTheEnd : defaultRangeExtractor,
    // What is read stays where it is when rows come before it or go.
    anchorTo: following ? 'start' : 'end',
    followOnAppend: false,
    scrollEndThreshold: AT_END,
  });

  sight.current = virtualizer.scrollRect?.height ?? 0;

  // Every row has one height unless it is unfolded or wrapped.
  useLayoutEffect(() => virtualizer.measure(), [view.wrap, virtualizer]);
  const measure = useCallback(
    (row: HTMLElement | null) => {
      virtualizer.measureElement(row);
      // Told at once: while it scrolls, the virtualizer would only hear of it
      // after the rows have been painted upon each other.
      if (row && view.wrap) {
        virtualizer.resizeItem(Number(row.dataset.index), row.offsetHeight);
      }
    },
    [virtualizer, view.wrap],
  );

  const total = virtualizer.getTotalSize();
  useLayoutEffect(() => {
    const element = scroller.current;
    if (!following || !element) return;
    // Only when there is more: to ask where the end is costs a layout.
    if (total === followedTo.current) return;
    followedTo.current = total;
    element.scrollTop = total;
  }, [following, version, buffer, total]);
  useLayoutEffect(() => {
    if (!following) followedTo.current = undefined;
  }, [following]);

  const brought = useRef<number>();
  useEffect(() => {
    if (active === undefined || brought.current === active) return;
    const index = buffer.indexOf(active);
    if (index === -1) return;
    brought.current = active;
    // Context is what stands on both sides.
    const align = view.around ? 'center' : 'auto';
    virtualizer.scrollToIndex(index, { align });
  }, [active, version, buffer, virtualizer, view.around]);

  const items = virtualizer.getVirtualItems();
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

  const firstShown = items[0]?.index ?? 0;
  const lastShown = items[items.length - 1]?.index ?? 0;
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
  const short = buffer.length * ROW_HEIGHT < sight.current;
  useEffect(() => {
    if (!loading && following && short && older === 'more') session.loadOlder();
  }, [loading, following, short, older, session, version]);

  function onScroll() {
    const element = scroller.current;
    if (!element) return;
    const top = element.scrollTop;
    const distance = element.scrollHeight - element.clientHeight - top;
    if (top < lastTop.current - 1 && distance > AT_END) session.follow(false);
    else if (top > lastTop.current && distance <= AT_END && !state.paused) {
      session.follow(true);
    }
    lastTop.current = top;
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
  places.current = Math.max(places.current, items.length);
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
      data-wrap={view.wrap || undefined}
      onScroll={onScroll}
      onKeyDown={onKeyDown}
    >
      <div role="rowgroup" className={styles.body} style={{ height: total }}>
        {items.map(item => {
          const seq = Number(item.key);
          const row = buffer.at(item.index);
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
                index={item.index}
                top={item.start}
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

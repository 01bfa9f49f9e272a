import {
  type RefObject,
  useCallback,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';
import {
  defaultRangeExtractor,
  type Range,
  useVirtualizer,
} from '@tanstack/react-virtual';
import type { LogBuffer } from '../pure';
import { ROW_HEIGHT } from './LineRow';

/** So near the end counts as at the end, in px. */
export const AT_END = ROW_HEIGHT;
/** So many rows beyond what is seen, for who scrolls. */
const OVERSCAN = 15;
/** While one follows, once to twice as many rows at the end are laid out. */
const LAID_OUT = 300;
/** So many rows more are made in a frame: all at once take longer than one. */
const MORE = 10;
/** From so many heights on, those that no longer matter are let go of. */
const HEIGHTS_KEPT = 2000;

interface RowsOptions {
  scroller: RefObject<HTMLDivElement>;
  buffer: LogBuffer;
  version: number;
  following: boolean;
  /** Rows are as high as their text needs. */
  wrap: boolean;
}

/** A row in sight. */
export interface PlacedRow {
  /** In the buffer. */
  index: number;
  /** Among the rows that are laid out. */
  place: number;
  seq: number;
  /** In px. */
  top: number;
}

export interface Rows {
  inSight: PlacedRow[];
  /** Height of all rows, in px. */
  total: number;
  /** Of what is in sight, in px; 0 until it is known. */
  sight: number;
  /** Whether there was a place to bring it to. */
  bring(index: number, align: 'center' | 'auto'): boolean;
  /** To be told of each row whose height is not known. */
  measure(row: HTMLElement | null): void;
}

/** Which rows are in sight, and where they stand. */
export function useRows(options: RowsOptions): Rows {
  const { scroller, buffer, version, following, wrap } = options;
  // To lay out 100,000 rows for each batch costs the page more than to show
  // them: who follows sees the end, and rows before it count as of one line.
  // In steps, so that a row keeps its place when one more comes.
  const steps = following ? Math.floor(buffer.length / LAID_OUT) - 1 : 0;
  const before = Math.max(0, steps) * LAID_OUT;
  // Another one makes all rows be looked at: only when there are others.
  const getItemKey = useCallback(
    (index: number) => buffer.seqAt(before + index),
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [buffer, version, before],
  );
  // To wait for the scroll event is to lay out twice.
  const height = useRef(0);
  const atTheEnd = ({ count }: Range) => {
    const rows = Math.min(count, Math.ceil(height.current / ROW_HEIGHT) + 4);
    return Array.from({ length: rows }, (_, at) => count - rows + at);
  };
  const virtualizer = useVirtualizer({
    count: buffer.length - before,
    paddingStart: before * ROW_HEIGHT,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    getItemKey,
    overscan: OVERSCAN,
    rangeExtractor: following ? atTheEnd : defaultRangeExtractor,
    // What is read stays where it is when rows come before it or go.
    anchorTo: following ? 'start' : 'end',
    followOnAppend: false,
    scrollEndThreshold: AT_END,
    indexAttribute: 'data-place',
  });
  height.current = virtualizer.scrollRect?.height ?? 0;

  // Every row has one height unless it is unfolded or wrapped.
  useLayoutEffect(() => virtualizer.measure(), [wrap, virtualizer]);
  const measure = useCallback(
    (row: HTMLElement | null) => {
      virtualizer.measureElement(row);
      // Told at once: while it scrolls, the virtualizer would only hear of it
      // after the rows have been painted upon each other.
      if (row && wrap) {
        virtualizer.resizeItem(Number(row.dataset.place), row.offsetHeight);
      }
    },
    [virtualizer, wrap],
  );
  useEffect(() => {
    const heights = virtualizer.itemSizeCache;
    if (!following || heights.size < HEIGHTS_KEPT) return;
    // Those of rows that went by would be kept for good.
    const first = buffer.seqAt(before);
    for (const seq of heights.keys()) {
      if (Number(seq) < first) heights.delete(seq);
    }
  }, [following, version, buffer, before, virtualizer]);

  const total = virtualizer.getTotalSize();
  const followedTo = useRef<number>();
  useLayoutEffect(() => {
    const element = scroller.current;
    if (!following || !element) return;
    // Only when there is more: to ask where the end is costs a layout.
    if (total === followedTo.current) return;
    followedTo.current = total;
    element.scrollTop = total;
  }, [scroller, following, version, buffer, total]);
  useEffect(() => {
    if (!following) followedTo.current = undefined;
  }, [following]);

  const bring = useCallback(
    (index: number, align: 'center' | 'auto') => {
      const place = index - before;
      if (place < 0) return false;
      // To be scrolled to where it is costs a layout: who clicks on a row sees it.
      const { startIndex = 0, endIndex = 0 } = virtualizer.range ?? {};
      const isInside = startIndex < place && place < endIndex;
      if (align === 'center' || !isInside) {
        virtualizer.scrollToIndex(place, { align });
      }
      return true;
    },
    [virtualizer, before],
  );
  const items = virtualizer.getVirtualItems();
  const most = useGrowth(items.length);
  return {
    inSight: (following ? items.slice(-most) : items).map(item => ({
      index: before + item.index,
      place: item.index,
      // Not its key: that is of when the page was last told.
      seq: buffer.seqAt(before + item.index),
      top: item.start,
    })),
    total,
    sight: height.current,
    bring,
    measure,
  };
}

/** How many may be made by now, when so many are wanted: a few more each frame. */
function useGrowth(wanted: number): number {
  const [most, setMost] = useState(MORE);
  const more = wanted > most;
  useEffect(() => {
    if (!more) return undefined;
    const frame = requestAnimationFrame(() => setMost(last => last + MORE));
    return () => cancelAnimationFrame(frame);
  }, [more, most]);
  return most;
}

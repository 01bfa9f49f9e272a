import {
  between,
  defaultRange,
  isSpan,
  type Range,
  readRange,
  writeRange,
} from './range';
import type { Zoom } from './zoom';

/** What the page shows; all of it stands in the URL. */
export interface MetricsView extends Zoom {
  /** All pods summed, or one line a pod. */
  by: 'service' | 'pod';
  /** The panel that is open large. */
  panel?: string;
  /** The panels that are shown as tables. */
  tables: string[];
  utc: boolean;
  /** PromQL of one's own; empty while it is being written. */
  query?: string;
}

export const defaultView: MetricsView = {
  range: defaultRange,
  wider: [],
  by: 'service',
  tables: [],
  utc: false,
};

/** Reads a view. What it does not understand it leaves out. */
export function parseView(params: URLSearchParams): MetricsView {
  const span = params.get('range');
  const range: Range | undefined =
    between(params.get('from'), params.get('until')) ??
    (isSpan(span) ? { span } : undefined);
  const panel = params.get('panel');
  const query = params.get('promql');
  return {
    range: range ?? defaultRange,
    wider: range
      ? words(params.get('zoomed')).flatMap(word => readRange(word) ?? [])
      : [],
    by: params.get('by') === 'pod' ? 'pod' : 'service',
    ...(panel && isPanel(panel) && { panel }),
    tables: [...new Set(words(params.get('table')).filter(isPanel))],
    utc: params.get('time') === 'utc',
    ...(query !== null && { query }),
  };
}

/** Writes a view into the URL's parameters and leaves the others alone. */
export function writeView(
  view: MetricsView,
  params: URLSearchParams = new URLSearchParams(),
): URLSearchParams {
  const written = new URLSearchParams(params);
  const set = (name: string, value: string | undefined) => {
    if (value) written.set(name, value);
    else written.delete(name);
  };
  const { range } = view;
  const byDefault = writeRange(range) === writeRange(defaultRange);
  // What was chosen is written down, also where it is what is shown by default.
  set('range', 'span' in range && !byDefault ? range.span : '');
  set('from', 'span' in range ? '' : range.from);
  set('until', 'span' in range ? '' : range.until);
  set('zoomed', view.wider.map(writeRange).join(','));
  set('by', view.by === 'pod' ? 'pod' : '');
  set('panel', view.panel);
  set('table', view.tables.join(','));
  set('time', view.utc ? 'utc' : '');
  if (view.query === undefined) written.delete('promql');
  else written.set('promql', view.query);
  return written;
}

function words(value: string | null): string[] {
  return value?.split(',').filter(Boolean) ?? [];
}

/** The panel of one's own query is one of ours, not of the backend. */
export const OWN_QUERY = 'own-query';

/** The backend names the panels; a link may name one that it has no more. */
function isPanel(word: string): boolean {
  return /^[a-z][a-z-]{0,39}$/.test(word);
}

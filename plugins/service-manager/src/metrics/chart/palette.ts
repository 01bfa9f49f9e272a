import { useSyncExternalStore } from 'react';
import { COLORS } from '../pure';

/** A canvas takes colours, not tokens: these are what the tokens stand for now. */
export interface Palette {
  lines: string[];
  /** Words and marks of the axes. */
  text: string;
  grid: string;
  /** What the chart stands on. */
  ground: string;
  across: Record<'request' | 'limit' | 'desired', string>;
  events: Record<'deploy' | 'operation' | 'restart' | 'alert', string>;
  /** Where nothing is kept any more. */
  uncovered: string;
  font: string;
}

let known: { mode: string; palette: Palette } | undefined;

/** Read once for all charts of a theme: it makes the browser work out styles. */
export function readPalette(element: Element): Palette {
  const mode = themeMode();
  if (known?.mode !== mode) known = { mode, palette: read(element) };
  return known.palette;
}

function read(element: Element): Palette {
  const style = getComputedStyle(element);
  const token = (name: string) =>
    style.getPropertyValue(`--service-manager-chart-${name}`).trim() ||
    '#808080';
  return {
    lines: Array.from({ length: COLORS }, (_, at) => token(`line-${at}`)),
    text: token('text'),
    grid: token('grid'),
    ground: token('ground'),
    across: {
      request: token('request'),
      limit: token('limit'),
      desired: token('desired'),
    },
    events: {
      deploy: token('deploy'),
      operation: token('operation'),
      restart: token('restart'),
      alert: token('alert'),
    },
    uncovered: token('uncovered'),
    font: style.fontFamily || 'sans-serif',
  };
}

const THEME = 'data-theme-mode';

function subscribe(listener: () => void): () => void {
  const observer = new MutationObserver(listener);
  const options = { attributes: true, attributeFilter: [THEME] };
  observer.observe(document.body, options);
  observer.observe(document.documentElement, options);
  return () => observer.disconnect();
}

function themeMode(): string {
  return (
    document.body.getAttribute(THEME) ??
    document.documentElement.getAttribute(THEME) ??
    ''
  );
}

/** Which theme is on; changes when the person changes it. */
export function useThemeMode(): string {
  return useSyncExternalStore(subscribe, themeMode);
}

import { useCallback, useMemo, useRef, useState } from 'react';
import { Alert, Button } from '@backstage/ui';
import type { Metrics } from '@vtasker/backstage-plugin-service-manager-common';
import {
  CopySnippet,
  describeError,
  ErrorNotice,
  HelpDialog,
  legible,
  useElementWidth,
  usePageKeys,
} from '../../components';
import type { MetricsApi } from '../metricsApi';
import {
  askedOf,
  endsNow,
  linesOf,
  OWN_QUERY,
  podsOf,
  resultLines,
  shownRange,
  writeRange,
  zoomOut,
} from '../pure';
import { ChartPanel, type Shown } from './ChartPanel';
import { EmptyPanels } from './EmptyPanels';
import { EventLane } from './EventLane';
import { help } from './help';
import { MetricsSkeleton } from './MetricsSkeleton';
import { OwnQuery } from './OwnQuery';
import { StatsTable } from './PanelTable';
import { LARGE_HEIGHT, legendRows, PANEL_HEIGHT, pointsFor } from './sizes';
import { StatusLine } from './StatusLine';
import { Toolbar } from './Toolbar';
import { pauseOf, useAsked } from './useAsked';
import { useMetricsView } from './useMetricsView';
import { useSurroundings } from './useSurroundings';
import styles from './MetricsTab.module.css';

const isDrawn = ({ lines }: Shown) => lines.length > 0;

/** What a service uses and does, over time, with what happened meanwhile. */
export function MetricsTab(props: {
  api: MetricsApi;
  /** Why one may not write queries; one may when absent. */
  noQuery?: string;
  /** Whether that is not known yet. */
  asking?: boolean;
  linkTo(operationId: string): string | undefined;
}) {
  const { api, noQuery, asking, linkTo } = props;
  const { view, setView } = useMetricsView();
  const [helping, setHelping] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const queryButton = useRef<HTMLSpanElement>(null);
  const width = useElementWidth(root);
  const { range, by, panel: open, tables, utc, query } = view;
  const live = endsNow(range);
  const points = pointsFor(width ?? 0, open !== undefined);
  const time = () => ({ ...askedOf(range, new Date()), points });

  const {
    value: metrics,
    before,
    error,
    loading,
    refresh,
  } = useAsked(
    width === undefined
      ? undefined
      : signal => api.metrics({ ...time(), by }, signal),
    JSON.stringify([writeRange(range), by, points]),
    live,
  );
  const own = useAsked(
    query && !noQuery
      ? signal => api.query({ ...time(), query }, signal)
      : undefined,
    JSON.stringify([writeRange(range), points, query]),
    live,
  );
  // Denser values of the same time are no other answer.
  const question = `${writeRange(range)} ${by}`;
  const answered = useRef(question);
  if (!before) answered.current = question;
  const stale = before && answered.current !== question;
  const around = useSurroundings(metrics, stale, view, setView);
  const pods = useRef<string[]>([]);
  const panels = useMemo((): Shown[] => {
    if (!metrics) return [];
    pods.current = podsOf(metrics.panels, pods.current);
    const { from, stepSeconds, steps } = metrics;
    const grid = { from, stepSeconds, steps };
    return metrics.panels.map(panel => ({
      ...panel,
      grid,
      lines: linesOf(panel, steps, pods.current),
    }));
  }, [metrics]);
  const result = useMemo(
    () =>
      own.value && {
        id: OWN_QUERY,
        title: 'Result',
        unit: 'number' as const,
        grid: own.value,
        lines: resultLines(own.value),
        warnings: own.value.warnings,
        empty: {
          why: 'The query found no series of this service.',
          nextStep: 'Look at the names, or choose a longer time.',
        },
      },
    [own.value],
  );

  const toggleTable = useCallback(
    (id: string) =>
      setView(
        {
          tables: tables.includes(id)
            ? tables.filter(each => each !== id)
            : [...tables, id],
        },
        { replace: true },
      ),
    [tables, setView],
  );
  const toggleLarge = useCallback(
    (id: string) => setView({ panel: open === id ? undefined : id }),
    [open, setView],
  );

  usePageKeys(key => {
    if (key === '?') setHelping(true);
    else if (key === 'Escape' && view.wider.length > 0) setView(zoomOut(view));
    else if (key === 'Escape' && open) setView({ panel: undefined });
    else return false;
    return true;
  });

  const large =
    open === undefined ? undefined : panels.find(p => p.id === open);
  const queries = metrics?.panels.find(({ id }) => id === open)?.queries;
  const drawn = panels.filter(isDrawn);
  const rows = legendRows(drawn);
  const panelProps = { around, onTable: toggleTable, onOpen: toggleLarge };
  const noQueryNow =
    noQuery ??
    (metrics && metrics.source !== 'prometheus'
      ? 'A query needs Prometheus, and these values do not come from one.'
      : undefined);
  return (
    <div ref={root} className={`${styles.tab} ${legible}`}>
      <Toolbar
        view={view}
        range={shownRange(range, stale ? undefined : lengthOf(metrics))}
        setView={setView}
        noQuery={query === undefined ? noQueryNow : noQuery}
        queryButton={queryButton}
        onHelp={() => setHelping(true)}
      />
      {metrics?.notices.map(notice => (
        <Alert key={notice} status="info" icon description={notice} />
      ))}
      {error && (
        <ErrorNotice
          title={titleOf(error, metrics !== undefined)}
          error={error}
          onRetry={refresh}
        />
      )}
      {query !== undefined && noQuery && !asking && (
        <Alert
          role="alert"
          status="warning"
          icon
          title="The query of this link is not run"
          description={noQuery}
          customActions={
            <Button
              size="small"
              variant="secondary"
              onPress={() => setView({ query: undefined })}
            >
              Go on without it
            </Button>
          }
        />
      )}
      {query !== undefined && !noQuery && (
        <OwnQuery
          query={query}
          error={own.error}
          running={own.loading}
          onRun={text => {
            if (text === query) own.refresh();
            else setView({ query: text });
          }}
          onClose={() => {
            queryButton.current?.querySelector('button')?.focus();
            setView({ query: undefined });
          }}
        >
          {result && (
            <ChartPanel
              panel={result}
              around={around}
              table={tables.includes(OWN_QUERY)}
              height={PANEL_HEIGHT}
              rows={legendRows([result])}
              onTable={toggleTable}
            />
          )}
        </OwnQuery>
      )}
      {!metrics && !error && <MetricsSkeleton />}
      {metrics && (
        <div className={styles.content}>
          <EventLane
            markers={metrics.markers}
            grid={metrics}
            window={around.window}
            utc={utc}
            crosshair={around.crosshair}
            linkTo={linkTo}
          />
          {large ? (
            <ChartPanel
              key={large.id}
              {...panelProps}
              panel={large}
              table={tables.includes(large.id)}
              large
              height={LARGE_HEIGHT}
              rows={legendRows([large])}
            >
              {large.lines.length > 0 && (
                <div className={styles.large}>
                  <StatsTable
                    title={large.title}
                    lines={large.lines}
                    unit={large.unit}
                  />
                  {queries && queries.length > 0 && (
                    <>
                      <h3>PromQL</h3>
                      <CopySnippet
                        label={`PromQL of ${large.title}`}
                        text={queries.join('\n\n')}
                      />
                    </>
                  )}
                </div>
              )}
            </ChartPanel>
          ) : (
            <>
              <div className={styles.panels} data-before={stale || undefined}>
                {drawn.map(panel => (
                  <ChartPanel
                    key={panel.id}
                    {...panelProps}
                    panel={panel}
                    table={tables.includes(panel.id)}
                    height={PANEL_HEIGHT}
                    rows={rows}
                  />
                ))}
              </div>
              <EmptyPanels panels={panels.filter(each => !isDrawn(each))} />
            </>
          )}
          <StatusLine
            metrics={metrics}
            every={live ? pauseOf(metrics.stepSeconds) : undefined}
            loading={stale && loading}
            utc={utc}
          />
        </div>
      )}
      <HelpDialog
        title="Keys and signs"
        tables={help}
        isOpen={helping}
        onOpenChange={setHelping}
      />
    </div>
  );
}

/** In milliseconds. */
function lengthOf(grid: Metrics | undefined): number | undefined {
  return grid && (grid.steps - 1) * grid.stepSeconds * 1000;
}

function titleOf(error: Error, shown: boolean): string {
  const { statusCode } = error as { statusCode?: number };
  if (statusCode === 403) return 'You may not read the metrics of this service';
  const { code } = describeError(error);
  const title =
    statusCode === 400 || code === 'INVALID_FIELD'
      ? 'This time cannot be shown'
      : 'The metrics could not be read';
  return shown ? `${title}; the values are those of before` : title;
}

import {
  useCallback,
  useDeferredValue,
  useMemo,
  useRef,
  useState,
} from 'react';
import { Button, FullPage } from '@backstage/ui';
import type { Trends } from '@vtasker/backstage-plugin-service-manager-common';
import { SortIcon } from '../icons';
import { useAlertCounts, useClusters, useServices, useTrends } from '../api';
import {
  describeError,
  ErrorNotice,
  HelpDialog,
  useElementWidth,
  usePageKeys,
} from '../components';
import { RelativeTime } from '../time';
import { ClusterStrip } from './ClusterStrip';
import { columnsThatFit } from './columns';
import { NoMatches, NoServices } from './EmptyFleet';
import {
  countFiring,
  countStates,
  filterRows,
  isFiltered,
  sortRows,
} from './filter';
import { FilterBar } from './FilterBar';
import { FleetSkeleton } from './FleetSkeleton';
import { FleetTable } from './FleetTable';
import { help } from './help';
import { StatusStrip } from './StatusStrip';
import {
  emptyFilter,
  FleetRow,
  FleetView,
  rowFields,
  trendColumns,
} from './types';
import { useFleetView } from './useFleetView';
import { useHeldOrder } from './useHeldOrder';
import { writeView } from './view';
import styles from './FleetPage.module.css';

const noRows: FleetRow[] = [];
const query = { fields: [...rowFields] };

/**
 * Every service that the person may see, over all clusters, live.
 *
 * @public
 */
export function FleetPage() {
  const { services, error, loading, lastGoodAt, refresh } = useServices(query);
  const { clusters } = useClusters();
  const { counts: alerts, error: alertsError } = useAlertCounts();
  const { view, setView, setSearch } = useFleetView();
  const [held, setHeld] = useState(false);
  const [helping, setHelping] = useState(false);
  const content = useRef<HTMLDivElement>(null);
  const scroller = useRef<HTMLDivElement>(null);
  const search = useRef<HTMLDivElement>(null);
  const width = useElementWidth(content);

  const all = services ?? noRows;
  // What is typed appears at once; the table follows when there is time.
  const deferred = useDeferredValue(view);
  const shown = useMemo(
    () => view.columns ?? columnsThatFit(width),
    [view.columns, width],
  );
  const { trends } = useTrends({
    wanted:
      width !== undefined &&
      [...shown, view.sort.column].some(id => trendColumns.includes(id)),
  });
  // What fires changes which rows are shown only where that is filtered by.
  const items = deferred.firing ? alerts?.items : undefined;
  const waits = deferred.firing && !alerts && !alertsError;
  const sorted = useSorted(all, deferred, trends);
  const matching = useMemo(
    () => filterRows(sorted, deferred, items),
    [sorted, deferred, items],
  );
  const counts = useMemo(
    () => countStates(all, deferred, items),
    [all, deferred, items],
  );
  const firing = useMemo(
    () => alerts && countFiring(all, deferred, alerts.items),
    [all, deferred, alerts],
  );
  const { rows, changed, settle } = useHeldOrder({
    rows: matching,
    all,
    viewKey: writeView(deferred).toString(),
    held,
  });
  const clear = useCallback(() => setView(emptyFilter), [setView]);
  usePageKeys(key => {
    if (key === '/') search.current?.querySelector('input')?.focus();
    else if (key === '?') setHelping(true);
    else if (key === 'j' || key === 'k') scroller.current?.focus();
    else return false;
    return true;
  });

  return (
    <FullPage className={styles.page}>
      <StatusStrip
        counts={counts}
        chosen={view.states}
        onChoose={setView}
        firing={firing}
        onlyFiring={view.firing}
        problem={alertsError && describeError(alertsError).message}
      />
      <FilterBar
        rows={all}
        view={view}
        alerts={alerts?.items}
        shown={shown}
        search={search}
        onSearch={setSearch}
        onSearched={() => scroller.current?.focus()}
        onChange={setView}
        onOpenView={next => setView({ columns: undefined, ...next })}
        onClear={clear}
        onHelp={() => setHelping(true)}
      />
      <ClusterStrip clusters={clusters} />
      {error && (
        <ErrorNotice
          title={
            services
              ? 'The services could not be fetched again'
              : 'The services could not be fetched'
          }
          error={error}
          onRetry={refresh}
        />
      )}
      <div ref={content} className={styles.content}>
        {(loading || waits) && <FleetSkeleton shown={shown} />}
        {services?.length === 0 && <NoServices />}
        {all.length > 0 && rows.length === 0 && !waits && (
          <NoMatches total={all.length} onClear={clear} />
        )}
        {rows.length > 0 && (
          <FleetTable
            rows={rows}
            shown={shown}
            sort={deferred.sort}
            trends={trends}
            alerts={alerts}
            scroller={scroller}
            onSort={setView}
            onHold={setHeld}
            onEscape={clear}
          />
        )}
      </div>
      <div className={styles.footer}>
        <span role="status">
          {services && summary(rows.length, all.length, deferred)}
        </span>
        {error && lastGoodAt && (
          <span>
            This is what was last seen, <RelativeTime at={lastGoodAt} />.
          </span>
        )}
        {changed && (
          <Button
            size="small"
            variant="tertiary"
            iconStart={<SortIcon />}
            onPress={settle}
          >
            Order changed: sort again
          </Button>
        )}
      </div>
      <HelpDialog
        title="Keys and statuses"
        tables={help}
        isOpen={helping}
        onOpenChange={setHelping}
      />
    </FullPage>
  );
}

function useSorted(
  rows: FleetRow[],
  view: FleetView,
  trends: Trends | undefined,
): FleetRow[] {
  const { column, descending } = view.sort;
  // Only what the order rests on may change it.
  const items = trendColumns.includes(column) ? trends?.items : undefined;
  return useMemo(
    () => sortRows(rows, { column, descending }, items),
    [rows, column, descending, items],
  );
}

function summary(shown: number, total: number, view: FleetView): string {
  const services = total === 1 ? 'service' : 'services';
  return isFiltered(view)
    ? `${shown} of ${total} ${services}`
    : `${total} ${services}`;
}

import { RefObject, useMemo } from 'react';
import { Button, ButtonIcon, SearchField } from '@backstage/ui';
import { CloseIcon, KeyboardIcon } from '../icons';
import { ColumnsMenu } from './ColumnsMenu';
import { FacetMenu } from './FacetMenu';
import { countValues, isFiltered } from './filter';
import { SavedViews } from './SavedViews';
import type { ColumnId, FleetRow, FleetView, RowAlerts } from './types';
import { parseView, writeView } from './view';
import styles from './FleetPage.module.css';

/** Search, filters, saved views and columns. */
export function FilterBar(props: {
  rows: FleetRow[];
  view: FleetView;
  alerts?: RowAlerts;
  shown: readonly ColumnId[];
  /** Holds the search's input. */
  search: RefObject<HTMLDivElement>;
  onSearch(search: string): void;
  /** Enter in the search: on to the rows. */
  onSearched(): void;
  onChange(change: Partial<FleetView>): void;
  onOpenView(view: FleetView): void;
  onClear(): void;
  onHelp(): void;
}) {
  const { rows, view, alerts, shown, search, onChange } = props;
  // What one types shows no options: they are counted without the search.
  const facets = useFacets(rows, view, alerts);
  return (
    <div className={styles.bar} role="search">
      <SearchField
        ref={search}
        className={styles.search}
        size="small"
        aria-label="Search services"
        placeholder="Search services ( / )"
        value={view.search}
        onChange={props.onSearch}
        onSubmit={props.onSearched}
      />
      <FacetMenu
        facet="owners"
        label="Owner"
        options={facets.owners}
        chosen={view.owners}
        onChoose={onChange}
      />
      <FacetMenu
        facet="systems"
        label="System"
        options={facets.systems}
        chosen={view.systems}
        onChoose={onChange}
      />
      <FacetMenu
        facet="clusters"
        label="Cluster"
        options={facets.clusters}
        chosen={view.clusters}
        onChoose={onChange}
      />
      {isFiltered(view) && (
        <Button
          size="small"
          variant="tertiary"
          iconStart={<CloseIcon />}
          onPress={props.onClear}
        >
          Clear filters
        </Button>
      )}
      <span className={styles.gap} />
      <SavedViews
        query={writeView(view).toString()}
        onOpen={query =>
          props.onOpenView(parseView(new URLSearchParams(query)))
        }
      />
      <ColumnsMenu shown={shown} onChoose={columns => onChange({ columns })} />
      <ButtonIcon
        size="small"
        variant="secondary"
        aria-label="Keys and statuses"
        icon={<KeyboardIcon />}
        onPress={props.onHelp}
      />
    </div>
  );
}

function useFacets(rows: FleetRow[], view: FleetView, alerts?: RowAlerts) {
  const { states, owners, systems, clusters, firing } = view;
  // Only what the filter rests on counts anew.
  const resting = firing ? alerts : undefined;
  return useMemo(() => {
    const filter = { search: '', states, owners, systems, clusters, firing };
    return {
      owners: countValues(rows, 'owners', filter, resting),
      systems: countValues(rows, 'systems', filter, resting),
      clusters: countValues(rows, 'clusters', filter, resting),
    };
  }, [rows, states, owners, systems, clusters, firing, resting]);
}

import { useEffect, useMemo, useState } from 'react';
import { storageApiRef, useApi } from '@backstage/frontend-plugin-api';

/** A view under a name, as the URL's parameters. */
export interface SavedView {
  name: string;
  query: string;
}

const KEY = 'views';

/** The person's own views, kept by the portal's storage. */
export function useSavedViews(): {
  views: SavedView[];
  /** Replaces the view of the same name. */
  save(view: SavedView): Promise<void>;
  remove(name: string): Promise<void>;
} {
  const storageApi = useApi(storageApiRef);
  const bucket = useMemo(
    () => storageApi.forBucket('service-manager.fleet'),
    [storageApi],
  );
  const [views, setViews] = useState<SavedView[]>(() =>
    readViews(bucket.snapshot(KEY).value),
  );
  useEffect(() => {
    const subscription = bucket
      .observe$(KEY)
      .subscribe(({ value }) => setViews(readViews(value)));
    return () => subscription.unsubscribe();
  }, [bucket]);

  function store(next: SavedView[]) {
    setViews(next);
    return bucket.set(
      KEY,
      next.map(({ name, query }) => ({ name, query })),
    );
  }
  const without = (name: string) => views.filter(view => view.name !== name);
  return {
    views,
    save: view =>
      store(
        [...without(view.name), view].sort((a, b) =>
          a.name.localeCompare(b.name),
        ),
      ),
    remove: name => store(without(name)),
  };
}

/** What was stored may be from another version. */
function readViews(value: unknown): SavedView[] {
  if (!Array.isArray(value)) return [];
  return value.filter(
    (view): view is SavedView =>
      typeof view?.name === 'string' && typeof view?.query === 'string',
  );
}

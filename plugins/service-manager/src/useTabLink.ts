import { useCallback } from 'react';
import { useRouteRef } from '@backstage/frontend-plugin-api';
import {
  entityRouteParams,
  entityRouteRef,
} from '@backstage/plugin-catalog-react';

/** The tabs that this plugin adds to an entity's page, by their paths. */
export type Tab = 'service' | 'logs' | 'metrics';

/**
 * The link to a tab of an entity, with what its URL shall hold; undefined in a
 * portal without entity pages.
 */
export function useTabLink(): (
  entityRef: string,
  tab: Tab,
  view?: Record<string, string>,
) => string | undefined {
  const entityRoute = useRouteRef(entityRouteRef);
  return useCallback(
    (entityRef, tab, view) => {
      if (!entityRoute) return undefined;
      const path = `${entityRoute(entityRouteParams(entityRef))}/${tab}`;
      return view ? `${path}?${new URLSearchParams(view)}` : path;
    },
    [entityRoute],
  );
}

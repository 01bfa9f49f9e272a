import { useCallback } from 'react';
import { useRouteRef } from '@backstage/frontend-plugin-api';
import {
  entityRouteParams,
  entityRouteRef,
} from '@backstage/plugin-catalog-react';

/** The path of the Service tab below an entity's page. */
const SERVICE_TAB = 'service';

/**
 * The link to an entity's Service tab; undefined in a portal without entity
 * pages.
 */
export function useServiceLink(): (entityRef: string) => string | undefined {
  const entityRoute = useRouteRef(entityRouteRef);
  return useCallback(
    entityRef =>
      entityRoute &&
      `${entityRoute(entityRouteParams(entityRef))}/${SERVICE_TAB}`,
    [entityRoute],
  );
}

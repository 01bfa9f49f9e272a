import { useCallback, useMemo } from 'react';
import {
  type Entity,
  RELATION_OWNED_BY,
  stringifyEntityRef,
} from '@backstage/catalog-model';
import { useApi } from '@backstage/frontend-plugin-api';
import {
  getEntityRelations,
  humanizeEntityRef,
  useEntity,
} from '@backstage/plugin-catalog-react';
import { useEntityPermission } from '@backstage/plugin-catalog-react/alpha';
import { serviceMetricsQueryPermission } from '@vtasker/backstage-plugin-service-manager-common';
import { AlertsFact, AlertsPanel } from '../alerts';
import { serviceManagerApiRef, toServiceParams } from '../api';
import { useTabLink } from '../useTabLink';
import { metricsApiOf } from './metricsApi';
import styles from './MetricsContent.module.css';
import { MetricsTab } from './MetricsTab';

/** The Metrics tab of the entity whose page it is on. */
export function MetricsContent() {
  const { entity } = useEntity();
  const api = useApi(serviceManagerApiRef);
  const { allowed, loading } = useEntityPermission(
    serviceMetricsQueryPermission,
  );
  const ref = stringifyEntityRef(entity);
  const metrics = useMemo(
    () => metricsApiOf(api, toServiceParams(ref)),
    [api, ref],
  );
  const tabLink = useTabLink();
  const linkTo = useCallback(
    (operation: string) => tabLink(ref, 'service', { operation }),
    [tabLink, ref],
  );
  return (
    // Another service's values are another page.
    <div key={ref} className={styles.content}>
      <AlertsFact entityRef={ref} below className={styles.fact} />
      <MetricsTab
        api={metrics}
        noQuery={allowed ? undefined : sayNoQuery(loading, entity)}
        asking={loading}
        linkTo={linkTo}
      />
      <AlertsPanel entityRef={ref} />
    </div>
  );
}

function sayNoQuery(loading: boolean, entity: Entity): string {
  if (loading) return 'Whether you may write queries is being asked.';
  const owners = getEntityRelations(entity, RELATION_OWNED_BY)
    .map(owner => humanizeEntityRef(owner, { defaultKind: 'group' }))
    .join(', ');
  return owners
    ? `You may not write queries of your own. Ask ${owners}, who own this service.`
    : 'You may not write queries of your own. Ask whoever keeps the portal.';
}

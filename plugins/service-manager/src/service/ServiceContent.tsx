import { stringifyEntityRef } from '@backstage/catalog-model';
import { useEntity } from '@backstage/plugin-catalog-react';
import { useService } from '../api';
import { ErrorNotice } from '../components';
import { ServiceSkeleton } from './ServiceSkeleton';
import { ServiceTab } from './ServiceTab';

/** The Service tab of the entity whose page it is on. */
export function ServiceContent() {
  const { entity } = useEntity();
  const { service, error, loading, stale, refresh } = useService(
    stringifyEntityRef(entity),
  );
  if (service) {
    return <ServiceTab service={service} stale={stale} onChanged={refresh} />;
  }
  if (loading || !error) return <ServiceSkeleton />;
  return (
    <ErrorNotice
      title="The service could not be read"
      error={error}
      onRetry={refresh}
    />
  );
}

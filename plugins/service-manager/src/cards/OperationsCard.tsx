import { stringifyEntityRef } from '@backstage/catalog-model';
import { useRouteRef } from '@backstage/frontend-plugin-api';
import { useEntity } from '@backstage/plugin-catalog-react';
import { Skeleton } from '@backstage/ui';
import { useNavigate } from 'react-router-dom';
import { useService } from '../api';
import { ErrorNotice, Panel } from '../components';
import { OperationsList } from '../operation';
import { serviceRouteRef } from '../routes';

const FEW = 3;

/** What was done to a service of late, on its entity's overview. */
export function OperationsCard() {
  const { entity } = useEntity();
  const { service, error, refresh } = useService(stringifyEntityRef(entity));
  const toService = useRouteRef(serviceRouteRef);
  const navigate = useNavigate();
  return (
    <Panel title="Last operations">
      {service && (
        <OperationsList
          operations={service.operations.slice(0, FEW)}
          onOpen={id => {
            if (!toService) return;
            navigate(`${toService()}?operation=${encodeURIComponent(id)}`);
          }}
        />
      )}
      {!service && error && (
        <ErrorNotice
          title="The operations could not be read"
          error={error}
          onRetry={refresh}
        />
      )}
      {!service && !error && <Skeleton height={96} />}
    </Panel>
  );
}

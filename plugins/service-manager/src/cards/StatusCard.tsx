import { stringifyEntityRef } from '@backstage/catalog-model';
import { useRouteRef } from '@backstage/frontend-plugin-api';
import { useEntity } from '@backstage/plugin-catalog-react';
import { Flex, Link, Skeleton, Text } from '@backstage/ui';
import { useService } from '../api';
import { ErrorNotice, Panel, StaleNotice } from '../components';
import { serviceRouteRef } from '../routes';
import { countReady, placesOf, versionsOf } from '../facts';
import { StatusBadge } from '../status';

/** How a service is, on its entity's overview. */
export function StatusCard() {
  const { entity } = useEntity();
  const { service, error, stale, refresh } = useService(
    stringifyEntityRef(entity),
  );
  const toService = useRouteRef(serviceRouteRef);
  return (
    <Panel
      title="Service"
      actions={toService && <Link href={toService()}>Open the service</Link>}
    >
      {service && (
        <Flex direction="column" gap="2">
          <StaleNotice stale={stale} />
          {service.problem && service.workloads.length === 0 ? (
            <Text>{service.problem.message}</Text>
          ) : (
            <>
              <StatusBadge
                state={service.status.state}
                reason={service.status.reason}
                since={service.status.since}
              />
              <Text>{service.status.message}</Text>
              <Text variant="body-small" color="secondary">
                {factsOf(service).join(' · ')}
              </Text>
            </>
          )}
        </Flex>
      )}
      {!service && error && (
        <ErrorNotice
          title="The status could not be read"
          error={error}
          onRetry={refresh}
        />
      )}
      {!service && !error && (
        <Flex direction="column" gap="2">
          <Skeleton width="50%" height={20} />
          <Skeleton height={20} />
        </Flex>
      )}
    </Panel>
  );
}

function factsOf(service: Parameters<typeof countReady>[0]): string[] {
  const { ready, desired } = countReady(service);
  const replicated = service.workloads.some(({ replicas }) => replicas);
  return [
    ...(replicated ? [`${ready}/${desired} ready`] : []),
    ...versionsOf(service),
    ...placesOf(service),
  ];
}

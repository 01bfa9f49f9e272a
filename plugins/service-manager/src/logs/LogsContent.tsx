import { useMemo } from 'react';
import { stringifyEntityRef } from '@backstage/catalog-model';
import { useApi } from '@backstage/frontend-plugin-api';
import { useEntity } from '@backstage/plugin-catalog-react';
import { serviceManagerApiRef, toServiceParams } from '../api';
import { LogsTab } from './LogsTab';
import { logsApiOf } from './session';

/** The Logs tab of the entity whose page it is on. */
export function LogsContent() {
  const { entity } = useEntity();
  const api = useApi(serviceManagerApiRef);
  const ref = stringifyEntityRef(entity);
  const logs = useMemo(() => logsApiOf(api, toServiceParams(ref)), [api, ref]);
  // Another service's lines are another page.
  return <LogsTab key={ref} api={logs} name={entity.metadata.name} />;
}

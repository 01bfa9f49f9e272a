import type { Service } from '@vtasker/backstage-plugin-service-manager-common';
import { Text } from '@backstage/ui';
import { ServiceAlerts } from '../alerts';
import { legible, StaleNotice, StaleSource } from '../components';
import {
  ChangeDialog,
  OperationBar,
  OperationsPanel,
  useChangeUrl,
} from '../operation';
import { EventsPanel } from './EventsPanel';
import { RelatedPanel } from './RelatedPanel';
import { ResourcesPanel } from './ResourcesPanel';
import { ServiceHeader } from './ServiceHeader';
import { ServiceProblemView } from './ServiceProblemView';
import styles from './ServiceTab.module.css';
import { WorkloadsPanel } from './WorkloadsPanel';

/** All that is known of a service, and every change of it. */
export function ServiceTab(props: {
  service: Service;
  stale?: StaleSource[];
  onChanged(): void;
}) {
  const { service, stale, onChanged } = props;
  const url = useChangeUrl();
  const { problem, workloads } = service;
  const empty = problem !== undefined && workloads.length === 0;
  return (
    <div className={`${styles.tab} ${legible}`}>
      <StaleNotice stale={stale} />
      <Forbidden service={service} />
      {!empty && <ServiceHeader service={service} onChange={url.openChange} />}
      <OperationBar
        operations={service.operations}
        serviceKey={service.key}
        onOpen={url.openOperation}
        onChanged={onChanged}
      />
      {problem && <ServiceProblemView problem={problem} />}
      {!empty && (
        <ServiceAlerts entityRef={service.entityRef} serviceKey={service.key} />
      )}
      {!empty && (
        <div className={styles.columns}>
          <div className={styles.column}>
            <WorkloadsPanel service={service} />
            <EventsPanel events={service.events} />
          </div>
          <div className={styles.column}>
            <ResourcesPanel
              entityRef={service.entityRef}
              workloads={workloads}
            />
            <RelatedPanel
              dependsOn={service.dependsOn}
              dependents={service.dependents}
            />
            <OperationsPanel
              operations={service.operations}
              onOpen={url.openOperation}
              onChanged={onChanged}
            />
          </div>
        </div>
      )}
      <ChangeDialog service={service} url={url} onStarted={onChanged} />
    </div>
  );
}

/** What we may not read is missing on this page: better said than guessed. */
function Forbidden(props: { service: Service }) {
  const clusters = props.service.clusters.filter(
    ({ forbidden }) => forbidden.length > 0,
  );
  return (
    <>
      {clusters.map(({ name, title, forbidden }) => (
        <Text key={name} variant="body-small" color="secondary">
          In {title || name} we may not read {forbidden.join(', ')}: what rests
          on them is not shown.
        </Text>
      ))}
    </>
  );
}

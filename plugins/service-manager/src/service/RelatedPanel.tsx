import type { RelatedService } from '@vtasker/backstage-plugin-service-manager-common';
import { EntityRefLink } from '@backstage/plugin-catalog-react';
import { Text } from '@backstage/ui';
import { Panel } from '../components';
import { StatusIcon, statusWords } from '../status';
import styles from './RelatedPanel.module.css';

/** What the service stands on, and what stands on it. */
export function RelatedPanel(props: {
  dependsOn: RelatedService[];
  dependents: RelatedService[];
}) {
  const { dependsOn, dependents } = props;
  if (dependsOn.length === 0 && dependents.length === 0) return null;
  return (
    <Panel title="Dependencies">
      <div className={styles.columns}>
        <Column
          title="Depends on"
          services={dependsOn}
          none="Nothing that the catalog knows."
        />
        <Column
          title="Used by"
          services={dependents}
          none="Nobody that the catalog knows."
        />
      </div>
    </Panel>
  );
}

function Column(props: {
  title: string;
  services: RelatedService[];
  none: string;
}) {
  const { title, services, none } = props;
  return (
    <div>
      <Text as="h3" variant="body-small" weight="bold">
        {title}
      </Text>
      {services.length === 0 && (
        <Text as="p" variant="body-small" color="secondary">
          {none}
        </Text>
      )}
      <ul className={styles.list} aria-label={title}>
        {services.map(({ entityRef, title: name, state }) => (
          <li key={entityRef} className={styles.service}>
            <span className={styles.state} data-state={state ?? 'none'}>
              {state ? (
                <>
                  <StatusIcon state={state} />
                  {statusWords[state]}
                </>
              ) : (
                // No service of ours, such as an API: it has no state.
                'No status'
              )}
            </span>
            <EntityRefLink entityRef={entityRef} title={name} hideIcon />
          </li>
        ))}
      </ul>
    </div>
  );
}

import type {
  OwnerView,
  Service,
  Verb,
} from '@vtasker/backstage-plugin-service-manager-common';
import { Button, DialogTrigger, Flex, Popover, Text } from '@backstage/ui';
import { AlertsFact } from '../alerts';
import { InformationIcon } from '../icons';
import { ChangeButtons } from '../operation';
import { StatusBadge } from '../status';
import { EvidenceButton } from './EvidenceButton';
import { countReady, ownersOf, placesOf, versionsOf } from '../facts';
import styles from './ServiceHeader.module.css';

const ownerWords: Record<OwnerView['kind'], string> = {
  ArgoCD: 'Argo CD',
  Flux: 'Flux',
  Helm: 'Helm',
  HPA: 'HPA',
  KEDA: 'KEDA',
  Other: 'Managed by',
};

/** How the service is, in one line, and what can be done to it. */
export function ServiceHeader(props: {
  service: Service;
  onChange(verb: Verb): void;
}) {
  const { service, onChange } = props;
  const { status } = service;
  const { ready, desired } = countReady(service);
  const versions = versionsOf(service);
  const hasReplicas = service.workloads.some(({ replicas }) => replicas);
  return (
    <header className={styles.header}>
      <Flex direction="column" gap="1" className={styles.facts}>
        <div className={styles.line}>
          <StatusBadge
            state={status.state}
            reason={status.reason}
            since={status.since}
          />
          {hasReplicas && (
            <a href="#workloads" className={styles.fact}>
              {ready}/{desired} ready
            </a>
          )}
          {versions.length > 0 && (
            <span className={styles.fact}>{versions.join(', ')}</span>
          )}
          {placesOf(service).map(place => (
            <span key={place} className={styles.fact}>
              {place}
            </span>
          ))}
          <AlertsFact
            entityRef={service.entityRef}
            serviceKey={service.key}
            className={styles.fact}
          />
          {ownersOf(service).map(owner => (
            <OwnerChip
              key={`${owner.kind} ${owner.namespace} ${owner.name}`}
              owner={owner}
            />
          ))}
        </div>
        <Flex align="center" gap="2">
          <Text>{status.message}</Text>
          <EvidenceButton status={status} of={service.title} />
        </Flex>
      </Flex>
      <ChangeButtons service={service} onChange={onChange} />
    </header>
  );
}

function OwnerChip(props: { owner: OwnerView }) {
  const { kind, name, namespace, effect } = props.owner;
  return (
    <DialogTrigger>
      <Button size="small" variant="tertiary" iconStart={<InformationIcon />}>
        {`${ownerWords[kind]}: ${name}`}
      </Button>
      <Popover aria-label={`What ${ownerWords[kind]} does`}>
        <Flex direction="column" gap="1" className={styles.owner}>
          <Text weight="bold">
            {ownerWords[kind]} {namespace ? `${namespace}/${name}` : name}
          </Text>
          <Text>{effect}</Text>
        </Flex>
      </Popover>
    </DialogTrigger>
  );
}

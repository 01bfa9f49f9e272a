import { Button, Flex, Text } from '@backstage/ui';
import { KUBERNETES_ID_ANNOTATION } from '@vtasker/backstage-plugin-service-manager-common';
import { CopySnippet } from '../components';

const SNIPPET = `metadata:
  annotations:
    ${KUBERNETES_ID_ANNOTATION}: <the label backstage.io/kubernetes-id of your workloads>
`;

/** Why no service is shown at all, and the lines that change that. */
export function NoServices() {
  return (
    <Flex direction="column" gap="3" align="start">
      <Text as="h2" variant="title-small">
        No service to show
      </Text>
      <Text>
        A Component or a Resource of the catalog is shown here once it says
        which workloads are its own, and you may read it. Add this to its
        catalog-info.yaml, and the same label to its workloads:
      </Text>
      <CopySnippet label="Annotation to add" text={SNIPPET} />
    </Flex>
  );
}

/** That the filters leave nothing. */
export function NoMatches(props: { total: number; onClear(): void }) {
  return (
    <Flex direction="column" gap="3" align="start">
      <Text as="h2" variant="title-small">
        No service matches the filters
      </Text>
      <Text>
        {props.total === 1 ? 'One service is' : `${props.total} services are`}{' '}
        hidden by them.
      </Text>
      <Button variant="secondary" onPress={props.onClear}>
        Clear filters
      </Button>
    </Flex>
  );
}

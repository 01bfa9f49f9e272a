import type { Service } from '@vtasker/backstage-plugin-service-manager-common';
import { Flex, Text } from '@backstage/ui';
import { CopySnippet, Panel } from '../components';

const titles: Record<NonNullable<Service['problem']>['code'], string> = {
  'no-annotation': 'This entity names no workloads yet',
  'no-match': 'No workload matches what this entity names',
  'unknown-cluster': 'This entity names a cluster that is not configured',
  'invalid-annotation': 'An annotation of this entity cannot be read',
};

/** Why there is nothing to show, and the lines that mend it. */
export function ServiceProblemView(props: {
  problem: NonNullable<Service['problem']>;
}) {
  const { code, message, nextStep, snippet } = props.problem;
  return (
    <Panel title={titles[code]}>
      <Flex direction="column" gap="3">
        <Text>{message}</Text>
        <Text>{nextStep}</Text>
        {snippet && <CopySnippet label="Lines to paste" text={snippet} />}
      </Flex>
    </Panel>
  );
}

import type { Verb } from '@vtasker/backstage-plugin-service-manager-common';
import { Flex } from '@backstage/ui';
import { DeployOptions } from './DeployOptions';
import { RollbackOptions } from './RollbackOptions';
import { ScaleOptions } from './ScaleOptions';
import { StopOptions } from './StopOptions';
import type { OptionsProps } from './types';
import { WorkloadChoice } from './WorkloadChoice';

const optionsOf: Partial<Record<Verb, typeof StopOptions>> = {
  stop: StopOptions,
  scale: ScaleOptions,
  rollback: RollbackOptions,
  deploy: DeployOptions,
};

/** All that a person can choose for a verb. */
export function VerbOptions(props: OptionsProps & { verb: Verb }) {
  const { verb, ...rest } = props;
  const Options = optionsOf[verb];
  return (
    <Flex direction="column" gap="4">
      <WorkloadChoice verb={verb} {...rest} />
      {Options && <Options {...rest} />}
    </Flex>
  );
}

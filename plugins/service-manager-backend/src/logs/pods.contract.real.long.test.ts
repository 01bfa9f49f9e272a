import { describeWith, START_TIMEOUT_MILLIS } from '@internal/testbed';
import { logSourceContract } from './__testUtils__/contract';
import { realPodStage } from './__testUtils__/contract/podStages';

jest.setTimeout(START_TIMEOUT_MILLIS);

describeWith(
  'kubernetes',
  'logs of pods on a real control plane, as every source of logs',
  () => logSourceContract(realPodStage),
);

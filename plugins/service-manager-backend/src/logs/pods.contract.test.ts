import { logSourceContract } from './__testUtils__/contract';
import { fakePodStage } from './__testUtils__/contract/podStages';

jest.setTimeout(60_000);

describe('logs of pods, as every source of logs', () => {
  logSourceContract(fakePodStage);
});

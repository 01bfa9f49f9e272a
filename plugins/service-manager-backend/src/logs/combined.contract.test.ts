import { logSourceContract } from './__testUtils__/contract';
import { combinedStage } from './__testUtils__/contract/combinedStage';
import { LOKI_BY_NATURE } from './__testUtils__/contract/lokiStages';

jest.setTimeout(60_000);

describe('logs of a service of which a part is in Loki, as every source of logs', () => {
  logSourceContract(combinedStage, {
    ...LOKI_BY_NATURE,
    parts: {
      count: 2,
      why: 'Neither source knows how many lines the other has.',
    },
  });
});

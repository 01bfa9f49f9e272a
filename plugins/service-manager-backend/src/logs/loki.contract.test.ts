import { logSourceContract } from './__testUtils__/contract';
import {
  fakeLokiStage,
  LOKI_BY_NATURE,
} from './__testUtils__/contract/lokiStages';

jest.setTimeout(60_000);

describe('logs out of Loki, as every source of logs', () => {
  logSourceContract(fakeLokiStage, LOKI_BY_NATURE);
});

import { describeWith, START_TIMEOUT_MILLIS } from '@internal/testbed';
import { logSourceContract } from './__testUtils__/contract';
import {
  LOKI_BY_NATURE,
  realLokiStage,
} from './__testUtils__/contract/lokiStages';

jest.setTimeout(START_TIMEOUT_MILLIS);

describeWith('loki', 'logs out of a real Loki, as every source of logs', () =>
  logSourceContract(realLokiStage, LOKI_BY_NATURE),
);

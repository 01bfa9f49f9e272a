import { liveContract } from './live';
import { pastContract } from './past';
import type { ByNature, LogService, LogStage } from './types';

/**
 * What every source of logs does alike, driven through its interface: a test
 * file a source says where the lines come from, and what that one cannot do
 * by its nature.
 */
export function logSourceContract(
  open: () => Promise<LogStage> | LogStage,
  nature: ByNature = {},
): void {
  let stage: LogStage | undefined;
  const create = (): Promise<LogService> => stage!.service();

  beforeAll(async () => {
    stage = await open();
  }, 120_000);
  afterEach(() => stage?.clear());
  afterAll(() => stage?.stop());

  describe('the past', () => {
    pastContract(create, nature);
  });
  describe('live', () => {
    liveContract(create, nature);
  });
}

export type { ByNature, LogService, LogStage, WrittenLine } from './types';

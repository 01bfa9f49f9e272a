import { sandboxCluster } from './__testUtils__/clusters';
import { othersContract } from './others.contract';
import { rollbackContract } from './rollback.contract';
import { verbsContract } from './verbs.contract';

jest.setTimeout(60_000);

describe('on the sandbox', () => {
  describe('verbs', () => verbsContract(sandboxCluster));
  describe('rollback', () => rollbackContract(sandboxCluster));
  describe('others', () => othersContract(sandboxCluster));
});

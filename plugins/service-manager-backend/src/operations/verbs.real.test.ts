import { describeWith } from '@internal/testbed';
import { realCluster } from './__testUtils__/clusters';
import { othersContract } from './others.contract';
import { rollbackContract } from './rollback.contract';
import { verbsContract } from './verbs.contract';

jest.setTimeout(120_000);

describeWith('kubernetes', 'on a real control plane', () => {
  describe('verbs', () => verbsContract(realCluster));
  describe('rollback', () => rollbackContract(realCluster));
  describe('others', () => othersContract(realCluster));
});

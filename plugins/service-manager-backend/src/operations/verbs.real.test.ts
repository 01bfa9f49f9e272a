import { describeWith } from '@internal/testbed';
import { realCluster } from './__testUtils__/clusters';
import { othersContract } from './__testUtils__/others.contract';
import { rollbackContract } from './__testUtils__/rollback.contract';
import { verbsContract } from './__testUtils__/verbs.contract';

jest.setTimeout(120_000);

describeWith('kubernetes', 'on a real control plane', () => {
  describe('verbs', () => {
    verbsContract(realCluster);
  });
  describe('rollback', () => {
    rollbackContract(realCluster);
  });
  describe('others', () => {
    othersContract(realCluster);
  });
});

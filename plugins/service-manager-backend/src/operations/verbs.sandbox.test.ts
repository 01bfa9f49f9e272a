import { sandboxCluster } from './__testUtils__/clusters';
import { othersContract } from './__testUtils__/others.contract';
import { rollbackContract } from './__testUtils__/rollback.contract';
import { verbsContract } from './__testUtils__/verbs.contract';

jest.setTimeout(60_000);

describe('on the sandbox', () => {
  describe('verbs', () => {
    verbsContract(() => sandboxCluster());
  });
  describe('rollback', () => {
    rollbackContract(() => sandboxCluster());
  });
  describe('others', () => {
    othersContract(() => sandboxCluster());
  });
});

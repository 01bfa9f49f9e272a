import { describeWith } from '@internal/testbed';
import { realCluster } from './__testing__/clusters';
import { verbsContract } from './verbs.contract';

jest.setTimeout(120_000);

describeWith('kubernetes', 'verbs on a real control plane', () =>
  verbsContract(realCluster),
);

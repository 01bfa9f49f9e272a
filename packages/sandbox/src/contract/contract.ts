/* eslint-disable jest/no-export, jest/valid-title -- one suite for several clusters */
import { ContractClient, type ContractCluster } from './client';
import { NAMESPACE } from './fixtures';
import { deploymentContract } from './deployments';
import { previewContract } from './previews';
import { readContract } from './reads';
import { refusalContract } from './refusals';
import { setContract } from './sets';
import { workloadContract } from './workloads';
import { writeContract } from './writes';

const START_MS = 120_000;
const TEST_MS = 60_000;

/**
 * What the product relies on in a cluster, as one suite: it is run on the
 * sandbox and on a real API server, so that the one stays like the other.
 */
export function describeClusterContract(
  name: string,
  start: () => Promise<ContractCluster>,
) {
  describe(`cluster contract: ${name}`, () => {
    let cluster: ContractCluster;
    let client: ContractClient;

    beforeAll(async () => {
      jest.setTimeout(TEST_MS);
      cluster = await start();
      client = new ContractClient(cluster);
      await client.call('POST', '/api/v1/namespaces', {
        apiVersion: 'v1',
        kind: 'Namespace',
        metadata: { name: NAMESPACE },
      });
    }, START_MS);

    afterAll(async () => {
      await cluster?.stop();
    }, START_MS);

    readContract(
      () => client,
      () => cluster,
    );
    writeContract(() => client);
    previewContract(() => client);
    refusalContract(() => client);
    deploymentContract(() => client);
    setContract(() => client);
    workloadContract(() => client);
  });
}

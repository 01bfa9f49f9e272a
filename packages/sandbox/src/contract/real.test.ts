import {
  describeWith,
  START_TIMEOUT_MILLIS,
  startKubernetes,
} from '@internal/testbed';
import { describeClusterContract } from './contract';

jest.setTimeout(Math.max(60_000, START_TIMEOUT_MILLIS));

describeWith('kubernetes', 'the contract on a real control plane', () => {
  describeClusterContract('kubernetes', async () => {
    const endpoint = await startKubernetes({ name: 'contract' });
    endpoint.writePodLog('a line');
    return {
      url: endpoint.client.url,
      token: endpoint.tokens.admin,
      async forget() {
        // A new API server starts with an empty watch cache.
        await endpoint.control.kill();
        await endpoint.control.restart();
      },
      stop: () => endpoint.stop(),
    };
  });
});

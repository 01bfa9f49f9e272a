import { startSandbox } from '../sandbox';
import { describeClusterContract } from './contract';

jest.setTimeout(60_000);

describeClusterContract('sandbox', async () => {
  const errors: Error[] = [];
  const sandbox = await startSandbox({
    speed: 4,
    onError: error => errors.push(error),
  });
  return {
    url: sandbox.url,
    async forget() {
      sandbox.compact();
    },
    async stop() {
      await sandbox.stop();
      // A control loop that fails is a defect even if nobody waits for it.
      if (errors.length > 0) throw errors[0];
    },
  };
});

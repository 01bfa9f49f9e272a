import { execFile } from 'child_process';
import { join } from 'path';
import { promisify } from 'util';

describe('a kubeconfig', () => {
  it('gives a cluster whose credential comes from an exec plugin', async () => {
    const { stdout } = await promisify(execFile)(process.execPath, [
      '--import',
      'tsx',
      join(__dirname, '__testUtils__', 'execCredential.ts'),
    ]);
    expect(JSON.parse(stdout)).toEqual({ name: 'sandbox', nodes: 3 });
  }, 60_000);
});

/**
 * A program of its own, because Jest runs the `import()` of the Kubernetes
 * client only with a flag of Node: asks a cluster through a kubeconfig whose
 * credential comes from a plugin, as those of EKS, GKE and AKS do, and prints
 * what it got.
 */
import { mkdtempSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { ConfigReader } from '@backstage/config';
import { startSandbox } from '@internal/sandbox';
import { clustersOfKubeconfig } from '../kubeconfig';

async function main() {
  const sandbox = await startSandbox({ bearerToken: 'from-the-plugin' });
  const folder = mkdtempSync(join(tmpdir(), 'kubeconfig-'));
  const command = join(folder, 'credential');
  const credential = JSON.stringify({
    apiVersion: 'client.authentication.k8s.io/v1',
    kind: 'ExecCredential',
    status: { token: 'from-the-plugin' },
  });
  writeFileSync(command, `#!/bin/sh\necho '${credential}'\n`, { mode: 0o755 });
  const kubeconfig = structuredClone(sandbox.kubeconfig.object);
  kubeconfig.users[0].user = {
    exec: { apiVersion: 'client.authentication.k8s.io/v1', command },
  };
  const path = join(folder, 'config');
  writeFileSync(path, JSON.stringify(kubeconfig));

  const [cluster] = await clustersOfKubeconfig(
    new ConfigReader({ 'service-manager': { kubeconfig: { path } } }),
  );
  const nodes = await cluster.request({ method: 'GET', path: '/api/v1/nodes' });
  process.stdout.write(
    `${JSON.stringify({ name: cluster.name, nodes: nodes.items.length })}\n`,
  );
  await sandbox.stop();
  process.exit(0);
}

main().catch(error => {
  process.stderr.write(`${error.stack}\n`);
  process.exit(1);
});

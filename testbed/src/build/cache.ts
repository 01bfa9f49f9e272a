import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/**
 * What is built from one small Go module of ours.
 */
export interface GoModule {
  /** Folder under `testbed/go`, and the first half of the cache folder's name. */
  name: string;
  /** The module whose version names the cache folder. */
  versionOf: string;
  /** Binary name to Go package. */
  binaries: Record<string, string>;
}

export const GO_MODULES: Record<
  'kubernetes' | 'etcd' | 'kwok' | 'loki' | 'alertmanager',
  GoModule
> = {
  kubernetes: {
    name: 'kubernetes',
    versionOf: 'k8s.io/kubernetes',
    binaries: {
      'kube-apiserver': 'k8s.io/kubernetes/cmd/kube-apiserver',
      'kube-controller-manager':
        'k8s.io/kubernetes/cmd/kube-controller-manager',
      'kube-scheduler': 'k8s.io/kubernetes/cmd/kube-scheduler',
      kubectl: 'k8s.io/kubernetes/cmd/kubectl',
    },
  },
  etcd: {
    name: 'etcd',
    versionOf: 'go.etcd.io/etcd/server/v3',
    binaries: { etcd: 'go.etcd.io/etcd/server/v3' },
  },
  kwok: {
    name: 'kwok',
    versionOf: 'sigs.k8s.io/kwok',
    binaries: { kwok: 'sigs.k8s.io/kwok/cmd/kwok' },
  },
  loki: {
    name: 'loki',
    versionOf: 'github.com/grafana/loki/v3',
    binaries: { loki: 'github.com/grafana/loki/v3/cmd/loki' },
  },
  // Not Debian's: that one looks for its templates in /usr/share, so that it cannot run without being installed.
  alertmanager: {
    name: 'alertmanager',
    versionOf: 'github.com/prometheus/alertmanager',
    binaries: {
      alertmanager: 'github.com/prometheus/alertmanager/cmd/alertmanager',
    },
  },
};

/** The folder with the module's `go.mod`. */
export function moduleFolder(module: GoModule): string {
  return resolve(__dirname, '..', '..', 'go', module.name);
}

/** The version that `go.mod` pins, without the `v`. */
export function pinnedVersion(module: GoModule): string {
  const file = join(moduleFolder(module), 'go.mod');
  const line = readFileSync(file, 'utf8')
    .split('\n')
    .map(text => text.trim().split(/\s+/))
    .find(([path, version]) => path === module.versionOf && version);
  if (!line) {
    throw new Error(`${file} requires no version of ${module.versionOf}.`);
  }
  return line[1].replace(/^v/, '');
}

/** Where binaries are kept, outside of the checkout. */
export function cacheRoot(): string {
  return (
    process.env.SERVICE_MANAGER_TESTBED_CACHE ||
    join(homedir(), '.cache', 'service-manager-testbed')
  );
}

/** For example `<cache>/kubernetes-1.36.3`: another version never meets this one's files. */
export function cacheFolder(module: GoModule): string {
  return join(cacheRoot(), `${module.name}-${pinnedVersion(module)}`);
}

/** The path a binary has once it is built. */
export function binaryPath(module: GoModule, binary: string): string {
  return join(cacheFolder(module), binary);
}

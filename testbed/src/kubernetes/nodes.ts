import { KubeManifest } from './people';

/** Nodes without a kubelet: kwok plays it. */
export function nodeManifests(count: number): KubeManifest[] {
  return Array.from({ length: count }, (_, index) => {
    const name = `node-${index + 1}`;
    const resources = { cpu: '64', memory: '256Gi', pods: '1000' };
    return {
      apiVersion: 'v1',
      kind: 'Node',
      metadata: {
        name,
        labels: {
          'kubernetes.io/hostname': name,
          'kubernetes.io/os': 'linux',
          'kubernetes.io/arch': 'amd64',
          'topology.kubernetes.io/zone': `zone-${'abc'[index % 3]}`,
        },
      },
      status: { allocatable: resources, capacity: resources },
    };
  });
}

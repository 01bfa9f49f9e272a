import { KubeObject, quantity, usageOf } from '@internal/sandbox';
import { ContainerLoad, ContainerResources, ExportedPod } from '../prometheus';

/** Beyond this share of its limit a container is throttled now and then. */
const THROTTLED_FROM = 0.8;

function resources(given: any): ContainerResources | undefined {
  return (
    given && {
      cpuCores: given.cpu === undefined ? undefined : quantity(given.cpu),
      memoryBytes:
        given.memory === undefined ? undefined : quantity(given.memory),
    }
  );
}

/** Made up series for a pod in which nothing runs, as plausible as what the sandbox's metrics API says of it. */
export function exportedPodOf(pod: KubeObject): ExportedPod | undefined {
  if (pod.status?.phase !== 'Running') {
    return undefined;
  }
  const { namespace = '', name, uid } = pod.metadata;
  const busy = (parseInt(uid!.slice(0, 4), 16) % 50) + 2;
  return {
    namespace,
    name,
    uid,
    node: pod.spec.nodeName,
    containers: pod.spec.containers.map((container: any) => {
      const limits = resources(container.resources?.limits);
      return {
        name: container.name,
        image: container.image,
        requests: resources(container.resources?.requests),
        limits,
        load: (now: number): ContainerLoad => {
          const { cpu, memory } = usageOf(pod, container, new Date(now));
          const share = limits?.cpuCores ? cpu / limits.cpuCores : 0;
          return {
            cpuCores: cpu,
            memoryBytes: memory,
            throttledRatio: Math.max(0, share - THROTTLED_FROM),
            readBytesPerSecond: busy * 40,
            writeBytesPerSecond: busy * 300,
          };
        },
      };
    }),
    receiveBytesPerSecond: busy * 1_024,
    transmitBytesPerSecond: busy * 3_072,
  };
}

import { Sandbox, startSandbox } from '@internal/sandbox';
import { KubernetesEndpoint } from '../kubernetes';
import { startKubernetes } from '../parts';
import { PortalCluster } from '../portal';
import { exampleLogScripts } from './logs';
import {
  exampleClusterNames,
  exampleClusterTitle,
  exampleManifests,
} from './manifests';

/** Clusters with the example fleets in them. */
export interface ExampleClusters<E = unknown> {
  clusters: PortalCluster[];
  endpoints: Record<string, E>;
  stop(): Promise<void>;
}

const SANDBOX_TOKEN = 'sandbox';

/**
 * The example fleets on embedded clusters.
 *
 * @param options - `ageMillis`: how long they seem to have run; 0 when absent.
 */
export async function sandboxClusters(
  options: { ageMillis?: number } = {},
): Promise<ExampleClusters<Sandbox>> {
  const endpoints: Record<string, Sandbox> = {};
  for (const name of exampleClusterNames) {
    endpoints[name] = await startSandbox({
      objects: exampleManifests(name),
      logs: exampleLogScripts(),
      age: options.ageMillis,
    });
  }
  return {
    endpoints,
    clusters: exampleClusterNames.map(name => ({
      name,
      title: exampleClusterTitle(name),
      url: endpoints[name].url,
      token: SANDBOX_TOKEN,
    })),
    async stop() {
      await Promise.all(Object.values(endpoints).map(e => e.stop()));
    },
  };
}

/** The example fleets on real control planes, which fill while they run. */
export interface RealClusters extends ExampleClusters<KubernetesEndpoint> {
  /** Every manifest is applied. */
  filled: Promise<void>;
}

/** Real control planes, one per cluster, that the example fleets are being applied to. */
export async function startRealClusters(
  step: (text: string) => void = () => undefined,
): Promise<RealClusters> {
  const endpoints: Record<string, KubernetesEndpoint> = {};
  const stop = async () => {
    await Promise.all(Object.values(endpoints).map(e => e.stop()));
  };
  const started = await Promise.allSettled(
    exampleClusterNames.map(async name => {
      endpoints[name] = await startKubernetes({
        name,
        podStages: 'general',
        ownPodLogs: true,
      });
      step(`The control plane ${name} answers at ${endpoints[name].url}`);
    }),
  );
  const failed = started.find(one => one.status === 'rejected');
  if (failed) {
    await stop();
    throw failed.reason;
  }
  const filled = Promise.all(
    exampleClusterNames.map(name =>
      endpoints[name].apply(exampleManifests(name)),
    ),
  ).then(() => {});
  // Whoever waits for it is told; nobody has to.
  filled.catch(() => {});
  return {
    endpoints,
    filled,
    clusters: exampleClusterNames.map(name => ({
      name,
      title: exampleClusterTitle(name),
      url: endpoints[name].url,
      token: endpoints[name].tokens.portal,
      caData: endpoints[name].ca
        ? Buffer.from(endpoints[name].ca!).toString('base64')
        : undefined,
    })),
    stop,
  };
}

/** The example fleets on real control planes, one per cluster. */
export async function realClusters(
  step?: (text: string) => void,
): Promise<ExampleClusters<KubernetesEndpoint>> {
  const clusters = await startRealClusters(step);
  try {
    await clusters.filled;
  } catch (error) {
    await clusters.stop();
    throw error;
  }
  return clusters;
}

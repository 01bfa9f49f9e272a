import { parseAllDocuments } from 'yaml';
import { waitFor } from '../process';
import { FAILURE_ANNOTATION, FAILURE_CONTAINER_ANNOTATION } from './failures';
import { KubeClient } from './KubeClient';
import { Kubeconfig } from './kubeconfig';
import { runKubectl } from './kubectl';
import { KubernetesEndpoint } from './KubernetesEndpoint';
import { KubeManifest } from './people';

/** Where a cluster is, and who may come in. */
export interface Connection {
  url: string;
  ca: string | undefined;
  kubeconfig: Kubeconfig;
  kubeconfigPath: string;
  tokens: Record<string, string>;
  narrowNamespace: string;
  client: KubeClient;
}

/** What works the same for a control plane of ours and for one from outside. */
export function sharedMethods(connection: Connection) {
  const { client, tokens, kubeconfigPath } = connection;

  function tokenOf(person: string | undefined): string | undefined {
    if (person !== undefined && !tokens[person]) {
      throw new Error(
        `There is no person '${person}'. There are: ${Object.keys(tokens).join(
          ', ',
        )}.`,
      );
    }
    return person === undefined ? undefined : tokens[person];
  }

  const methods: Pick<
    KubernetesEndpoint,
    'kubectl' | 'apply' | 'waitFor' | 'waitForReady' | 'failPod'
  > = {
    kubectl: (args, options) => runKubectl(kubeconfigPath, args, options),
    apply: (objects, options = {}) => {
      let list: KubeManifest[];
      if (typeof objects === 'string') {
        list = parseAllDocuments(objects)
          .map(document => document.toJS())
          .filter(Boolean);
      } else {
        list = Array.isArray(objects) ? objects : [objects];
      }
      return client.apply(list, { token: tokenOf(options.as) });
    },
    waitFor,
    waitForReady: (kind, namespace, name, options) =>
      waitFor(
        `${kind} ${namespace}/${name} is ready`,
        async () => {
          const object = await client.request<KubeManifest>(
            'GET',
            `/apis/apps/v1/namespaces/${namespace}/${kind}/${name}`,
          );
          const { spec, status } = object;
          const wanted = spec.replicas ?? 1;
          return (
            status.observedGeneration >=
              (object.metadata.generation as number) &&
            (status.updatedReplicas ?? 0) === wanted &&
            (status.readyReplicas ?? 0) === wanted &&
            (status.replicas ?? 0) === wanted &&
            object
          );
        },
        options,
      ),
    failPod: async (namespace, name, failure, options = {}) => {
      await client.request(
        'PATCH',
        `/api/v1/namespaces/${namespace}/pods/${name}`,
        {
          body: {
            metadata: {
              annotations: {
                [FAILURE_ANNOTATION]: failure,
                [FAILURE_CONTAINER_ANNOTATION]: options.container,
              },
            },
          },
          headers: { 'content-type': 'application/merge-patch+json' },
        },
      );
    },
  };
  return methods;
}

import { waitFor } from '../process';
import type { KubeClient } from './KubeClient';
import type { KubeManifest } from './people';

/** A kind that an API server does not bring itself. @public */
export interface CustomResource {
  group: string;
  version: string;
  kind: string;
  plural: string;
}

/** Argo CD's and Flux's own objects, in which they say what they do. @public */
export const GITOPS_RESOURCES: CustomResource[] = [
  {
    group: 'argoproj.io',
    version: 'v1alpha1',
    kind: 'Application',
    plural: 'applications',
  },
  {
    group: 'kustomize.toolkit.fluxcd.io',
    version: 'v1',
    kind: 'Kustomization',
    plural: 'kustomizations',
  },
  {
    group: 'helm.toolkit.fluxcd.io',
    version: 'v2',
    kind: 'HelmRelease',
    plural: 'helmreleases',
  },
];

/** The Prometheus operator's own object, in which rules of alerts are written. @public */
export const PROMETHEUS_RULES: CustomResource = {
  group: 'monitoring.coreos.com',
  version: 'v1',
  kind: 'PrometheusRule',
  plural: 'prometheusrules',
};

/** As much of a definition as an API server needs; every field is taken as it is. */
function definition(resource: CustomResource): KubeManifest {
  const { group, version, kind, plural } = resource;
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.${group}` },
    spec: {
      group,
      names: {
        kind,
        listKind: `${kind}List`,
        plural,
        singular: kind.toLowerCase(),
      },
      scope: 'Namespaced',
      versions: [
        {
          name: version,
          served: true,
          storage: true,
          schema: {
            openAPIV3Schema: {
              type: 'object',
              'x-kubernetes-preserve-unknown-fields': true,
            },
          },
        },
      ],
    },
  };
}

/**
 * Registers kinds, and waits until the API server serves them. Nothing acts on their objects: no controller comes along.
 *
 * @public
 */
export async function installCustomResources(
  { client }: { client: KubeClient },
  resources: CustomResource[],
): Promise<void> {
  await client.apply(resources.map(definition));
  await Promise.all(
    resources.map(({ group, version, kind, plural }) =>
      waitFor(`${kind}s are served`, () =>
        client
          .request('GET', `/apis/${group}/${version}/${plural}`)
          .then(() => true)
          .catch(() => false),
      ),
    ),
  );
}

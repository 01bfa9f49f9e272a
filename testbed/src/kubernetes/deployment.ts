import { KubeManifest } from './people';

/** A small Deployment for a test, labelled `app: <name>`. @public */
export function deployment(
  name: string,
  options: {
    image?: string;
    replicas?: number;
    namespace?: string;
    annotations?: Record<string, string>;
  } = {},
): KubeManifest {
  const labels = { app: name };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace: options.namespace ?? 'default' },
    spec: {
      replicas: options.replicas ?? 1,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels, annotations: options.annotations },
        spec: {
          containers: [
            { name: 'main', image: options.image ?? 'example/main:1.0.0' },
          ],
        },
      },
    },
  };
}

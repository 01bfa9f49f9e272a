import { mkdirSync, writeFileSync } from 'fs';
import { join } from 'path';
import { stringify } from 'yaml';

/** The namespace of all services of a benchmark. */
export const NAMESPACE = 'bench';

export function serviceName(index: number) {
  return `service-${String(index).padStart(4, '0')}`;
}

/**
 * A Deployment as the example fleets have it: one container, requests, limits.
 * Given a node, its pods need no scheduler, which is what takes longest when
 * there are tens of thousands.
 */
export function deployment(name: string, replicas: number, nodeName?: string) {
  const labels = { app: name, 'backstage.io/kubernetes-id': name };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace: NAMESPACE, labels },
    spec: {
      replicas,
      selector: { matchLabels: { app: name } },
      template: {
        metadata: { labels },
        spec: {
          nodeName,
          containers: [
            {
              name,
              image: `bench/${name}:1.0.0`,
              ports: [{ name: 'main', containerPort: 8080 }],
              env: [{ name: 'LOG_LEVEL', value: 'info' }],
              resources: {
                requests: { cpu: '1m', memory: '1Mi' },
                limits: { cpu: '500m', memory: '512Mi' },
              },
              readinessProbe: { httpGet: { path: '/health', port: 'main' } },
            },
          ],
        },
      },
    },
  };
}

/** The catalog entity of a service. */
export function entity(name: string) {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: {
      name,
      annotations: { 'backstage.io/kubernetes-id': name },
    },
    spec: {
      type: 'service',
      lifecycle: 'production',
      owner: 'group:default/managers',
    },
  };
}

/** The setting of a catalog with the people of the examples and many services. */
export function catalogOf(folder: string, count: number) {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'catalog.yaml');
  writeFileSync(
    file,
    Array.from({ length: count }, (_, i) =>
      stringify(entity(serviceName(i))),
    ).join('---\n'),
  );
  return {
    locations: [
      {
        type: 'file',
        target: '../../examples/catalog/org.yaml',
        rules: [{ allow: ['User', 'Group'] }],
      },
      { type: 'file', target: file },
    ],
  };
}

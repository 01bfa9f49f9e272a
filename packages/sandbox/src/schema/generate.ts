/**
 * Reduces the OpenAPI v2 document of a real API server to what the sandbox
 * needs of it: field names and types (strict validation), list and patch
 * strategies (strategic merge, server-side apply).
 *
 * Usage: `kubectl get --raw /openapi/v2 | tsx src/schema/generate.ts`
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOTS = [
  'core.v1.Namespace',
  'core.v1.Node',
  'core.v1.Pod',
  'core.v1.Service',
  'core.v1.ConfigMap',
  'core.v1.Secret',
  'core.v1.ServiceAccount',
  'core.v1.Event',
  'core.v1.ResourceQuota',
  'core.v1.PersistentVolumeClaim',
  'apps.v1.Deployment',
  'apps.v1.ReplicaSet',
  'apps.v1.StatefulSet',
  'apps.v1.DaemonSet',
  'apps.v1.ControllerRevision',
  'batch.v1.Job',
  'batch.v1.CronJob',
  'autoscaling.v2.HorizontalPodAutoscaler',
  'autoscaling.v1.Scale',
  'policy.v1.PodDisruptionBudget',
  'policy.v1.Eviction',
  'networking.v1.Ingress',
  'authorization.v1.SelfSubjectAccessReview',
];

const shorten = (name: string) =>
  name
    .replace(/^io\.k8s\.api\./, '')
    .replace(/^io\.k8s\.apimachinery\.pkg\.apis\./, '')
    .replace(/^io\.k8s\.apimachinery\.pkg\./, '');

const document = JSON.parse(readFileSync(0, 'utf8'));
const definitions = new Map<string, any>(
  Object.entries(document.definitions).map(([k, v]) => [shorten(k), v]),
);
const seen = new Map<string, unknown>();

function typeOf(schema: any): unknown {
  if (schema.$ref) {
    const name = shorten(schema.$ref.replace('#/definitions/', ''));
    const target = definitions.get(name);
    if (!target.properties) {
      if (name.endsWith('.Quantity')) return 'quantity';
      if (name.endsWith('.IntOrString')) return 'intOrString';
      return target.type === 'string' ? 'string' : 'any';
    }
    visit(name);
    return `#${name}`;
  }
  if (schema.type === 'array') {
    return {
      items: typeOf(schema.items),
      keys: schema['x-kubernetes-list-map-keys'],
      set: schema['x-kubernetes-list-type'] === 'set' || undefined,
      mergeKey: schema['x-kubernetes-patch-merge-key'],
      merge:
        /merge/.test(schema['x-kubernetes-patch-strategy'] ?? '') || undefined,
    };
  }
  if (schema.type === 'object') {
    return schema.additionalProperties
      ? {
          map: typeOf(schema.additionalProperties),
          atomic: schema['x-kubernetes-map-type'] === 'atomic' || undefined,
        }
      : 'any';
  }
  return schema.type ?? 'any';
}

function visit(name: string) {
  if (seen.has(name)) return;
  const schema = definitions.get(name);
  const fields: Record<string, unknown> = {};
  seen.set(name, {
    name,
    atomic: schema['x-kubernetes-map-type'] === 'atomic' || undefined,
    fields,
  });
  for (const [field, value] of Object.entries<any>(schema.properties)) {
    fields[field] = typeOf(value);
    if (/retainKeys/.test(value['x-kubernetes-patch-strategy'] ?? '')) {
      fields[field] = { ref: fields[field], retainKeys: true };
    }
  }
}

ROOTS.forEach(visit);
const lines = [...seen.values()].map(type => JSON.stringify(type));
// eslint-disable-next-line no-restricted-syntax -- never built, always run from its sources
const folder = __dirname;
writeFileSync(
  join(folder, 'kubernetes.types.jsonl'),
  `${lines.sort().join('\n')}\n`,
);

import type { KubeObject } from '../types';

/** A test that an object passes or not. */
export type Filter = (object: KubeObject) => boolean;

/** A selector that cannot be read; the message is the API server's. */
export class SelectorError extends Error {}

type Labels = Record<string, string> | undefined;

const NAME = /^[A-Za-z0-9]([A-Za-z0-9._/-]*[A-Za-z0-9])?$/;

function requirement(text: string): (labels: Labels) => boolean {
  const set = /^\s*(\S+)\s+(in|notin)\s*\(([^)]*)\)\s*$/.exec(text);
  if (set) {
    const values = set[3].split(',').map(v => v.trim());
    const has = (l: Labels) => values.includes(l?.[set[1]] ?? '\0');
    return set[2] === 'in' ? has : l => !has(l);
  }
  const equal = /^\s*([^=!\s]+)\s*(==|=|!=)\s*([^\s=!]*)\s*$/.exec(text);
  if (equal && NAME.test(equal[1])) {
    const [, key, operator, value] = equal;
    return operator === '!='
      ? l => l?.[key] !== value
      : l => l?.[key] === value;
  }
  const trimmed = text.trim();
  const absent = trimmed.startsWith('!');
  const key = absent ? trimmed.slice(1) : trimmed;
  if (!NAME.test(key)) {
    throw new SelectorError(
      `unable to parse requirement: found '${trimmed}', expected: !, identifier, or 'end of string'`,
    );
  }
  return l => (l !== undefined && key in l) !== absent;
}

/** Reads a `labelSelector` of a query. */
export function parseLabelSelector(text: string): (labels: Labels) => boolean {
  if (!text.trim()) return () => true;
  const parts = text.split(/,(?![^()]*\))/).map(requirement);
  return labels => parts.every(part => part(labels));
}

/** The selector of an object's spec: matchLabels and matchExpressions. */
export function matchesSelector(
  selector:
    | {
        matchLabels?: Record<string, string>;
        matchExpressions?: Array<{
          key: string;
          operator: string;
          values?: string[];
        }>;
      }
    | undefined,
  labels: Labels,
): boolean {
  if (!selector) return false;
  for (const [key, value] of Object.entries(selector.matchLabels ?? {})) {
    if (labels?.[key] !== value) return false;
  }
  return (selector.matchExpressions ?? []).every(
    ({ key, operator, values }) => {
      const present = labels !== undefined && key in labels;
      if (operator === 'Exists') return present;
      if (operator === 'DoesNotExist') return !present;
      const listed = present && (values ?? []).includes(labels[key]);
      return operator === 'In' ? listed : !listed;
    },
  );
}

/** A selector of a spec in the words of a query, as `/scale` shows it. */
export function selectorToString(selector: any): string {
  const labels = Object.entries(selector?.matchLabels ?? {})
    .sort()
    .map(([key, value]) => `${key}=${value}`);
  const expressions = (selector?.matchExpressions ?? []).map((e: any) => {
    if (e.operator === 'Exists') return e.key;
    if (e.operator === 'DoesNotExist') return `!${e.key}`;
    return `${e.key} ${e.operator.toLowerCase()} (${[...e.values].sort()})`;
  });
  return [...labels, ...expressions].join(',');
}

type FieldReader = (o: any) => string | undefined;

const COMMON: Record<string, FieldReader> = {
  'metadata.name': o => o.metadata.name,
  'metadata.namespace': o => o.metadata.namespace,
};

const BY_RESOURCE: Record<string, Record<string, FieldReader>> = {
  pods: {
    'spec.nodeName': o => o.spec.nodeName ?? '',
    'spec.restartPolicy': o => o.spec.restartPolicy,
    'spec.serviceAccountName': o => o.spec.serviceAccountName ?? '',
    'status.phase': o => o.status?.phase ?? '',
    'status.podIP': o => o.status?.podIP ?? '',
  },
  events: {
    ...Object.fromEntries(
      ['kind', 'namespace', 'name', 'uid', 'apiVersion', 'fieldPath'].map(f => [
        `involvedObject.${f}`,
        (o: any) => o.involvedObject?.[f] ?? '',
      ]),
    ),
    reason: o => o.reason ?? '',
    type: o => o.type ?? '',
    source: o => o.source?.component ?? '',
    reportingComponent: o => o.reportingComponent ?? '',
  },
  namespaces: { 'status.phase': o => o.status?.phase },
  nodes: { 'spec.unschedulable': o => String(o.spec?.unschedulable ?? false) },
  secrets: { type: o => o.type },
  'batch/jobs': {
    'status.successful': o => String(o.status?.succeeded ?? 0),
  },
};

/** Reads a `fieldSelector` of a query for a resource. */
export function parseFieldSelector(resource: string, text: string): Filter {
  const fields = { ...COMMON, ...BY_RESOURCE[resource] };
  const parts = text
    .split(',')
    .filter(part => part.trim())
    .map(part => {
      const match = /^\s*([^=!\s]+)\s*(==|=|!=)\s*(.*?)\s*$/.exec(part);
      if (!match) {
        throw new SelectorError(
          `invalid field selector: invalid selector: '${part}'; can't understand '${part}'`,
        );
      }
      const read = fields[match[1]];
      if (!read) {
        throw new SelectorError(`field label not supported: ${match[1]}`);
      }
      const negated = match[2] === '!=';
      return (o: KubeObject) => (read(o) === match[3]) !== negated;
    });
  return object => parts.every(part => part(object));
}

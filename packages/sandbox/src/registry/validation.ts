import { isDeepStrictEqual } from 'node:util';
import { matchesSelector } from '../store';
import type { KubeObject } from '../types';
import type { Cause } from './errors';

const SUBDOMAIN =
  /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const LABEL_VALUE = /^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/;
const SUBDOMAIN_RULE =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
const LABEL_RULE =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";
const VALUE_RULE =
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";

const required = (field: string, message = 'Required value'): Cause => ({
  reason: 'FieldValueRequired',
  message,
  field,
});

export const invalidValue = (
  field: string,
  value: unknown,
  why: string,
): Cause => ({
  reason: 'FieldValueInvalid',
  message: `Invalid value: ${JSON.stringify(value)}: ${why}`,
  field,
});

function notNegative(field: string, value: unknown): Cause[] {
  return typeof value === 'number' && value < 0
    ? [invalidValue(field, value, 'must be greater than or equal to 0')]
    : [];
}

function metadata(object: KubeObject): Cause[] {
  const { name, labels } = object.metadata;
  const causes: Cause[] = [];
  if (!name) {
    causes.push(
      required(
        'metadata.name',
        'Required value: name or generateName is required',
      ),
    );
  } else if (object.kind === 'Namespace' || object.kind === 'Service') {
    if (!LABEL.test(name) || name.length > 63) {
      causes.push(invalidValue('metadata.name', name, LABEL_RULE));
    }
  } else if (!SUBDOMAIN.test(name) || name.length > 253) {
    causes.push(invalidValue('metadata.name', name, SUBDOMAIN_RULE));
  }
  for (const value of Object.values(labels ?? {})) {
    if (!LABEL_VALUE.test(value)) {
      causes.push(invalidValue('metadata.labels', value, VALUE_RULE));
    }
  }
  return causes;
}

function containers(list: any[] | undefined, path: string): Cause[] {
  const causes: Cause[] = [];
  const names = new Set<string>();
  (list ?? []).forEach((c, i) => {
    const at = `${path}[${i}]`;
    if (!c.name) causes.push(required(`${at}.name`));
    else if (!LABEL.test(c.name)) {
      causes.push(invalidValue(`${at}.name`, c.name, LABEL_RULE));
    } else if (names.has(c.name)) {
      causes.push({
        reason: 'FieldValueDuplicate',
        message: `Duplicate value: ${JSON.stringify(c.name)}`,
        field: `${at}.name`,
      });
    }
    names.add(c.name);
    if (!c.image) causes.push(required(`${at}.image`));
    else if (c.image !== c.image.trim()) {
      causes.push(
        invalidValue(
          `${at}.image`,
          c.image,
          'must not have leading or trailing whitespace',
        ),
      );
    }
    (c.ports ?? []).forEach((p: any, n: number) => {
      if (!(p.containerPort > 0 && p.containerPort < 65536)) {
        causes.push(
          invalidValue(
            `${at}.ports[${n}].containerPort`,
            p.containerPort ?? 0,
            'must be between 1 and 65535, inclusive',
          ),
        );
      }
    });
  });
  return causes;
}

function podSpec(spec: any, path: string): Cause[] {
  if (!spec?.containers?.length) return [required(`${path}.containers`)];
  return [
    ...containers(spec.containers, `${path}.containers`),
    ...containers(spec.initContainers, `${path}.initContainers`),
  ];
}

function workload(object: KubeObject): Cause[] {
  const { selector, template } = object.spec;
  const causes: Cause[] = [];
  const empty =
    !selector ||
    (!Object.keys(selector.matchLabels ?? {}).length &&
      !selector.matchExpressions?.length);
  if (empty) causes.push(required('spec.selector'));
  else if (!matchesSelector(selector, template?.metadata?.labels)) {
    causes.push(
      invalidValue(
        'spec.template.metadata.labels',
        template?.metadata?.labels ?? null,
        '`selector` does not match template `labels`',
      ),
    );
  }
  causes.push(...podSpec(template?.spec, 'spec.template.spec'));
  if (template?.spec?.restartPolicy !== 'Always') {
    causes.push({
      reason: 'FieldValueNotSupported',
      message: `Unsupported value: ${JSON.stringify(
        template?.spec?.restartPolicy,
      )}: supported values: "Always"`,
      field: 'spec.template.spec.restartPolicy',
    });
  }
  return causes;
}

const SPECS: Record<string, (object: KubeObject) => Cause[]> = {
  Deployment: o => [
    ...notNegative('spec.replicas', o.spec.replicas),
    ...workload(o),
  ],
  ReplicaSet: o => [
    ...notNegative('spec.replicas', o.spec.replicas),
    ...workload(o),
  ],
  StatefulSet: o => [
    ...notNegative('spec.replicas', o.spec.replicas),
    ...workload(o),
  ],
  DaemonSet: workload,
  Pod: o => podSpec(o.spec, 'spec'),
  HorizontalPodAutoscaler(o) {
    const { minReplicas: min, maxReplicas: max } = o.spec;
    if (!(max > 0)) {
      return [
        invalidValue('spec.maxReplicas', max ?? 0, 'must be greater than 0'),
      ];
    }
    return max < min
      ? [
          invalidValue(
            'spec.maxReplicas',
            max,
            'must be greater than or equal to `minReplicas`',
          ),
        ]
      : [];
  },
  CronJob: o =>
    o.spec.schedule
      ? podSpec(
          o.spec.jobTemplate?.spec?.template?.spec,
          'spec.jobTemplate.spec.template.spec',
        )
      : [required('spec.schedule')],
  Job: o => podSpec(o.spec.template?.spec, 'spec.template.spec'),
};

/** What is wrong with an object; empty when nothing is. */
export function validate(object: KubeObject): Cause[] {
  return [...metadata(object), ...(SPECS[object.kind]?.(object) ?? [])];
}

const STATEFUL_SET_RULE =
  "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden";
const STATEFUL_SET_FREE = new Set(
  [...STATEFUL_SET_RULE.matchAll(/'(\w+)'/g)].map(match => match[1]),
);

/** What may not be changed on an existing object. */
export function validateUpdate(before: KubeObject, after: KubeObject): Cause[] {
  const immutable = (field: string, a: unknown, b: unknown): Cause[] =>
    isDeepStrictEqual(a, b)
      ? []
      : [invalidValue(field, b, 'field is immutable')];
  switch (after.kind) {
    case 'Deployment':
    case 'ReplicaSet':
    case 'DaemonSet':
      return immutable(
        'spec.selector',
        before.spec.selector,
        after.spec.selector,
      );
    case 'StatefulSet': {
      const keys = new Set([
        ...Object.keys(before.spec),
        ...Object.keys(after.spec),
      ]);
      const changed = [...keys].some(
        key =>
          !STATEFUL_SET_FREE.has(key) &&
          !isDeepStrictEqual(before.spec[key], after.spec[key]),
      );
      return changed
        ? [
            {
              reason: 'FieldValueForbidden',
              message: `Forbidden: ${STATEFUL_SET_RULE}`,
              field: 'spec',
            },
          ]
        : [];
    }
    case 'Job':
      return immutable(
        'spec.template',
        before.spec.template,
        after.spec.template,
      );
    case 'ConfigMap':
    case 'Secret':
      return before.immutable && !isDeepStrictEqual(before.data, after.data)
        ? [
            {
              reason: 'FieldValueForbidden',
              message: 'Forbidden: field is immutable when `immutable` is set',
              field: 'data',
            },
          ]
        : [];
    default:
      return [];
  }
}

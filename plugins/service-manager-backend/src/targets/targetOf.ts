import { stringifyEntityRef } from '@backstage/catalog-model';
import {
  KUBERNETES_CLUSTER_ANNOTATION,
  KUBERNETES_ID_ANNOTATION,
  KUBERNETES_LABEL_SELECTOR_ANNOTATION,
  KUBERNETES_NAMESPACE_ANNOTATION,
  WORKLOAD_ANNOTATION,
  workloadKindSchema,
} from '@vtasker/backstage-plugin-service-manager-common';
import type { Entity } from '@backstage/catalog-model';
import type { Selector, Target } from '../workloads';
import { parseSelector, wrongLabelValue } from './parseSelector';
import type { TargetResult } from './types';

class InvalidAnnotation extends Error {
  readonly annotation: string;
  readonly example: string;

  constructor(annotation: string, wrong: string, example: string) {
    super(wrong);
    this.annotation = annotation;
    this.example = example;
  }

  problem(): NonNullable<TargetResult['problem']> {
    return {
      code: 'invalid-annotation',
      message: `The annotation ${this.annotation} cannot be read: ${this.message}.`,
      nextStep: `Correct ${this.annotation} in the entity's catalog-info.yaml.`,
      snippet: snippet({ [this.annotation]: this.example }),
    };
  }
}

/**
 * Which workloads an entity names. A function of the entity's annotations and
 * of nothing else: so who may act on the entity may act on what it names, and
 * no request can name anything.
 */
export function targetOf(entity: Entity): TargetResult {
  try {
    return readTarget(entity);
  } catch (error) {
    if (error instanceof InvalidAnnotation) {
      return { problem: error.problem() };
    }
    throw error;
  }
}

const DNS_LABEL = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/;
const DNS_NAME = /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/;

function readTarget(entity: Entity): TargetResult {
  const id = read(entity, KUBERNETES_ID_ANNOTATION);
  const query = read(entity, KUBERNETES_LABEL_SELECTOR_ANNOTATION);
  const workload = read(entity, WORKLOAD_ANNOTATION);
  if (id === undefined && query === undefined && workload === undefined) {
    return { problem: noAnnotation(entity) };
  }
  const namespace = read(entity, KUBERNETES_NAMESPACE_ANNOTATION);
  if (
    namespace !== undefined &&
    (!DNS_LABEL.test(namespace) || namespace.length > 63)
  ) {
    throw new InvalidAnnotation(
      KUBERNETES_NAMESPACE_ANNOTATION,
      `'${short(namespace)}' is not the name of a namespace`,
      'default',
    );
  }
  const cluster = read(entity, KUBERNETES_CLUSTER_ANNOTATION);
  if (cluster === '') {
    throw new InvalidAnnotation(
      KUBERNETES_CLUSTER_ANNOTATION,
      'it is empty',
      'production',
    );
  }
  const only = workload === undefined ? undefined : readWorkloads(workload);
  const selector = readSelector(id, query);
  if (!selector && namespace === undefined) {
    throw new InvalidAnnotation(
      WORKLOAD_ANNOTATION,
      `alone it would name workloads of every namespace, so ${KUBERNETES_NAMESPACE_ANNOTATION} or ${KUBERNETES_ID_ANNOTATION} is needed too`,
      workload!,
    );
  }
  const target: Target = {
    entityRef: stringifyEntityRef(entity),
    cluster,
    namespace,
    selector: selector ?? {},
    only,
  };
  return { target };
}

/** The query goes before the id, as in the Kubernetes plugin. */
function readSelector(
  id: string | undefined,
  query: string | undefined,
): Selector | undefined {
  if (query !== undefined) {
    const { selector, wrong } = query
      ? parseSelector(query)
      : { selector: undefined, wrong: 'it is empty, which would name all' };
    if (!selector) {
      throw new InvalidAnnotation(
        KUBERNETES_LABEL_SELECTOR_ANNOTATION,
        wrong,
        'app=my-service',
      );
    }
    return selector;
  }
  if (id !== undefined) {
    const wrong = id ? wrongLabelValue(id) : 'it is empty';
    if (wrong) {
      throw new InvalidAnnotation(
        KUBERNETES_ID_ANNOTATION,
        wrong,
        'my-service',
      );
    }
    return { matchLabels: { [KUBERNETES_ID_ANNOTATION]: id } };
  }
  return undefined;
}

function readWorkloads(text: string): NonNullable<Target['only']> {
  return text.split(',').map(item => {
    const [kindText, name, more] = item.trim().split('/');
    const kind = workloadKindSchema.options.find(
      option => option.toLowerCase() === kindText.toLowerCase(),
    );
    if (!kind) {
      throw new InvalidAnnotation(
        WORKLOAD_ANNOTATION,
        `'${short(
          item.trim(),
        )}' does not begin with one of ${workloadKindSchema.options.join(
          ', ',
        )}`,
        'Deployment/my-service,CronJob/my-report',
      );
    }
    if (
      more !== undefined ||
      !name ||
      name.length > 253 ||
      !DNS_NAME.test(name)
    ) {
      throw new InvalidAnnotation(
        WORKLOAD_ANNOTATION,
        `'${short(item.trim())}' is not of the form Kind/name`,
        'Deployment/my-service,CronJob/my-report',
      );
    }
    return { kind, name };
  });
}

function read(entity: Entity, annotation: string): string | undefined {
  const annotations = entity.metadata.annotations ?? {};
  if (!Object.hasOwn(annotations, annotation)) {
    return undefined;
  }
  const value: unknown = annotations[annotation];
  if (typeof value !== 'string') {
    throw new InvalidAnnotation(annotation, 'it is not a text', 'my-service');
  }
  return value.trim();
}

function noAnnotation(entity: Entity): NonNullable<TargetResult['problem']> {
  return {
    code: 'no-annotation',
    message: 'This entity does not say which workloads in Kubernetes run it.',
    nextStep: `Add the annotation ${KUBERNETES_ID_ANNOTATION} to the entity's catalog-info.yaml, and the label of the same name and value to its Deployments and other workloads.`,
    snippet: snippet({ [KUBERNETES_ID_ANNOTATION]: entity.metadata.name }),
  };
}

function snippet(annotations: Record<string, string>): string {
  return [
    'metadata:',
    '  annotations:',
    ...Object.entries(annotations).map(
      // A JSON string is a YAML string, whatever is in it.
      ([key, value]) =>
        `    ${key}: ${
          /^[\w./=-]+$/.test(value) ? value : JSON.stringify(value)
        }`,
    ),
    '',
  ].join('\n');
}

function short(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

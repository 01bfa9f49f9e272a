import {
  KUBERNETES_ID_ANNOTATION,
  KUBERNETES_LABEL_SELECTOR_ANNOTATION,
  WORKLOAD_ANNOTATION,
} from '@vtasker/backstage-plugin-service-manager-common';

/** Kinds that can name workloads. */
export const runsWorkloads = {
  $any: [{ kind: 'component' }, { kind: 'resource' }],
};

/** Entities that do name workloads: each annotation alone is enough. */
export const namesWorkloads = {
  $any: [
    at(KUBERNETES_ID_ANNOTATION),
    at(KUBERNETES_LABEL_SELECTOR_ANNOTATION),
    at(WORKLOAD_ANNOTATION),
  ],
};

function at<const T extends string>(annotation: T) {
  return {
    [`metadata.annotations.${annotation}`]: { $exists: true },
  } as Record<`metadata.annotations.${T}`, { $exists: true }>;
}

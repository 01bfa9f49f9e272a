import { FAILING_IMAGE_TAGS, FAILURE_ANNOTATION, PodFailure } from './failures';
import { START, TAGS } from './podTemplates';

type Expression = {
  key: string;
  operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist';
  values?: string[];
};

export const annotation = (name: string) => `.metadata.annotations["${name}"]`;

// The annotation wins over the image, so that `none` heals.
export const FAILURE_KEY = [
  annotation(FAILURE_ANNOTATION),
  `${JSON.stringify(
    FAILING_IMAGE_TAGS,
  )}[[.spec.containers[].image | capture("-(?<tag>${TAGS})(@.*)?$") | .tag][0] // "none"]`,
  '"none"',
].join(' // ');

export const exists = (key: string): Expression => ({
  key,
  operator: 'Exists',
});
export const missing = (key: string): Expression => ({
  key,
  operator: 'DoesNotExist',
});
export const is = (key: string, ...values: string[]): Expression => ({
  key,
  operator: 'In',
  values,
});
export const isNot = (key: string, ...values: string[]): Expression => ({
  key,
  operator: 'NotIn',
  values,
});
export const failsBy = (...failures: PodFailure[]) =>
  is(FAILURE_KEY, ...failures);

export const LIVES = missing('.metadata.deletionTimestamp');
export const HEALTHY = is(FAILURE_KEY, 'none');
export const WAITING = '.status.containerStatuses.[].state.waiting.reason';
export const READY =
  '.status.conditions.[] | select( .type == "Ready" ) | .status';

/** One stage of a pod's life, before it is a Stage object of kwok. */
export interface PodStage {
  name: string;
  when: Expression[];
  status?: string;
  event?: { type: 'Normal' | 'Warning'; reason: string; message: string };
  /** Milliseconds, and the annotation that overrides them. */
  delay?: number;
  delayFrom?: string;
  remove?: boolean;
}

/** The Stage object. */
export function podStage(stage: PodStage): object {
  const { delay = 0, delayFrom } = stage;
  return {
    apiVersion: 'kwok.x-k8s.io/v1alpha1',
    kind: 'Stage',
    metadata: { name: `pod-${stage.name}` },
    spec: {
      resourceRef: { apiGroup: 'v1', kind: 'Pod' },
      selector: { matchExpressions: stage.when },
      ...(delay || delayFrom
        ? {
            delay: {
              durationMilliseconds: delay,
              ...(delayFrom
                ? { durationFrom: { expressionFrom: annotation(delayFrom) } }
                : {}),
            },
          }
        : {}),
      next: {
        ...(stage.event ? { event: stage.event } : {}),
        ...(stage.remove
          ? { delete: true }
          : { statusTemplate: `${START}${stage.status}` }),
      },
    },
  };
}

import { timestamp } from '../registry';
import { quantity, usageOf } from '../usage';
import type { KubeObject } from '../types';
import { matchesSelector } from '../store';
import { MANAGER, type Context, type Controller } from './context';
import { isActive, withCondition } from './pods';

const PERIOD_MS = 15_000;
const TOLERANCE = 0.1;

/** Share of the CPU requests in use, in percent. */
function utilization(pods: KubeObject[], name: string, now: Date): number {
  let used = 0;
  let asked = 0;
  for (const pod of pods) {
    for (const container of pod.spec.containers) {
      const usage = usageOf(pod, container, now);
      used += name === 'memory' ? usage.memory : usage.cpu;
      asked += quantity(container.resources?.requests?.[name]);
    }
  }
  return asked > 0 ? Math.round((used / asked) * 100) : NaN;
}

/** Keeps the replicas of its target between min and max, by utilization. */
export const hpaController: Controller = {
  name: 'hpa',
  resource: 'autoscaling/horizontalpodautoscalers',
  reconcile(hpa, context: Context) {
    const { registry, store, events } = context;
    const { scaleTargetRef: ref, minReplicas, maxReplicas } = hpa.spec;
    const { namespace } = hpa.metadata;
    context.later(this, hpa, PERIOD_MS);
    const resource = registry.resources.of(ref);
    const target = resource && store.get(resource.key, namespace, ref.name);
    const time = timestamp(context.now());
    let conditions: any[] = hpa.status?.conditions ?? [];
    const say = (
      type: string,
      status: 'True' | 'False',
      reason: string,
      message: string,
    ) => {
      conditions = withCondition(
        conditions,
        { type, status, reason, message },
        time,
      );
    };
    const write = (status: object) =>
      registry.updateStatus(
        hpa,
        { ...hpa.status, ...status, conditions },
        MANAGER,
      );
    if (!resource || !target) {
      say(
        'AbleToScale',
        'False',
        'FailedGetScale',
        `the HPA controller was unable to get the target's current scale: ${ref.name} not found`,
      );
      write({ currentReplicas: 0, desiredReplicas: 0 });
      return;
    }
    const current: number = target.spec.replicas ?? 1;
    say(
      'AbleToScale',
      'True',
      'SucceededGetScale',
      "the HPA controller was able to get the target's current scale",
    );
    if (current === 0 && minReplicas !== 0) {
      say(
        'ScalingActive',
        'False',
        'ScalingDisabled',
        'scaling is disabled since the replica count of the target is zero',
      );
      write({
        currentReplicas: target.status?.replicas ?? 0,
        desiredReplicas: 0,
      });
      return;
    }
    const pods = store
      .list('pods', namespace)
      .filter(
        pod =>
          isActive(pod) &&
          matchesSelector(target.spec.selector, pod.metadata.labels),
      );
    const metric = hpa.spec.metrics?.find((m: any) => m.type === 'Resource');
    const wanted: number = metric?.resource.target.averageUtilization ?? 80;
    const name: string = metric?.resource.name ?? 'cpu';
    const percent = utilization(pods, name, context.now());
    let desired = current;
    if (Number.isNaN(percent)) {
      say(
        'ScalingActive',
        'False',
        'FailedGetResourceMetric',
        `the HPA was unable to compute the replica count: failed to get ${name} utilization: missing request for ${name}`,
      );
    } else {
      say(
        'ScalingActive',
        'True',
        'ValidMetricFound',
        `the HPA was able to successfully calculate a replica count from ${name} resource utilization (percentage of request)`,
      );
      const ratio = percent / wanted;
      if (Math.abs(ratio - 1) > TOLERANCE) {
        desired = Math.ceil(current * ratio);
      }
    }
    const clamped = Math.min(maxReplicas, Math.max(minReplicas, desired));
    if (clamped > desired) {
      say(
        'ScalingLimited',
        'True',
        'TooFewReplicas',
        'the desired replica count is less than the minimum replica count',
      );
    } else if (clamped < desired) {
      say(
        'ScalingLimited',
        'True',
        'TooManyReplicas',
        'the desired replica count is more than the maximum replica count',
      );
    } else {
      say(
        'ScalingLimited',
        'False',
        'DesiredWithinRange',
        'the desired count is within the acceptable range',
      );
    }
    let lastScaleTime = hpa.status?.lastScaleTime;
    if (clamped !== current && !context.settling) {
      lastScaleTime = time;
      registry.update(
        resource,
        { ...target, spec: { ...target.spec, replicas: clamped } },
        { manager: MANAGER, subresource: 'scale' },
      );
      events.record(
        hpa,
        'Normal',
        'SuccessfulRescale',
        `New size: ${clamped}; reason: ${name} resource utilization (percentage of request) ${
          clamped > current ? 'above' : 'below'
        } target`,
        'horizontal-pod-autoscaler',
      );
    }
    write({
      observedGeneration: hpa.metadata.generation,
      currentReplicas: target.status?.replicas ?? current,
      desiredReplicas: clamped,
      ...(lastScaleTime ? { lastScaleTime } : {}),
      ...(Number.isNaN(percent)
        ? {}
        : {
            currentMetrics: [
              {
                type: 'Resource',
                resource: { name, current: { averageUtilization: percent } },
              },
            ],
          }),
    });
  },
};

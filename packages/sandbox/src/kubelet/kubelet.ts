import { timestamp } from '../registry';
import { isReady, type Context, type Controller } from '../controllers';
import type { KubeObject } from '../types';
import { failureOf, stageDelay, type FailureMode } from './failures';
import { podStatus } from './status';

const MAX_BACKOFF_MS = 300_000;
const FIRST_BACKOFF_MS = 10_000;

interface Plan {
  step: string;
  at: number;
}

/** A share that depends only on the pod, for delays that differ. */
function jitter(pod: KubeObject): number {
  return parseInt(pod.metadata.uid!.slice(0, 4), 16) / 0xffff;
}

/**
 * The kubelets of all nodes: pods become running and ready after a moment,
 * fail when they are asked to, and end when deleted.
 */
export class Kubelet implements Controller {
  readonly name = 'kubelet';
  readonly resource = 'pods';
  private readonly plans = new Map<string, Plan>();
  private readonly forced = new Map<string, FailureMode>();

  /** @param speed - as of the queue, for the plans' times */
  constructor(private readonly speed: number) {}

  /** Makes a pod fail from now on. */
  force(pod: KubeObject, mode: FailureMode | undefined) {
    if (mode) this.forced.set(pod.metadata.uid!, mode);
    else this.forced.delete(pod.metadata.uid!);
    this.plans.delete(pod.metadata.uid!);
  }

  forget(pod: KubeObject) {
    this.plans.delete(pod.metadata.uid!);
    this.forced.delete(pod.metadata.uid!);
  }

  reconcile(pod: KubeObject, context: Context) {
    if (!pod.spec.nodeName) return;
    if (pod.metadata.deletionTimestamp) {
      this.after('delete', pod, context, () => this.end(pod, context));
      return;
    }
    const phase = pod.status?.phase;
    if (phase === 'Succeeded' || phase === 'Failed') return;
    const failure = failureOf(pod, this.forced.get(pod.metadata.uid!));
    const first = pod.status?.containerStatuses?.[0];
    if (!first) {
      this.write(pod, context, 'Pending', () => ({
        state: { waiting: { reason: 'ContainerCreating' } },
      }));
      return;
    }
    const { waiting, running, terminated } = first.state;
    if (waiting) {
      this.waiting(pod, waiting.reason, context);
    } else if (terminated) {
      this.crashed(pod, context);
    } else if (failure?.mode === 'crash' || failure?.mode === 'oom') {
      this.after(
        'fail',
        pod,
        context,
        () => this.fail(pod, context),
        failure.delayMs,
      );
    } else if (failure?.mode === 'image-pull') {
      // A running container keeps its image.
    } else if (failure?.mode === 'never-ready') {
      this.unready(pod, context);
    } else if (!isReady(pod)) {
      this.after('ready', pod, context, () =>
        this.write(pod, context, 'Running', (_, c) => ({
          state: c.state,
          ready: true,
        })),
      );
    } else if (running && pod.spec.restartPolicy !== 'Always') {
      this.after('complete', pod, context, () => this.complete(pod, context));
    }
  }

  private delayOf(step: string, pod: KubeObject): number {
    switch (step) {
      case 'start':
        return stageDelay(pod, 'pod-create') ?? 300 + 900 * jitter(pod);
      case 'ready':
        return stageDelay(pod, 'pod-ready') ?? 200 + 800 * jitter(pod);
      case 'complete':
        return stageDelay(pod, 'pod-complete') ?? 2_000 + 2_000 * jitter(pod);
      case 'delete': {
        const grace = (pod.metadata.deletionGracePeriodSeconds ?? 0) * 1000;
        const usual = stageDelay(pod, 'pod-delete') ?? 200 + 600 * jitter(pod);
        return Math.min(grace, usual);
      }
      default:
        return 1_000;
    }
  }

  /** Does a step after its time; the plan survives other looks at the pod. */
  private after(
    step: string,
    pod: KubeObject,
    context: Context,
    act: () => void,
    given?: number,
  ) {
    const uid = pod.metadata.uid!;
    const delay = context.settling ? 0 : given ?? this.delayOf(step, pod);
    const plan = this.plans.get(uid);
    if (plan?.step !== step) {
      if (step === 'delete') {
        for (const { name } of pod.spec.containers) {
          this.say(
            pod,
            context,
            'Normal',
            'Killing',
            `Stopping container ${name}`,
            name,
          );
        }
      }
      if (delay > 0) {
        const at = performance.now() + delay / this.speed;
        this.plans.set(uid, { step, at });
        context.later(this, pod, delay + 2 * this.speed);
        return;
      }
    } else if (performance.now() < plan.at) {
      context.later(this, pod, (plan.at - performance.now() + 1) * this.speed);
      return;
    }
    this.plans.delete(uid);
    act();
  }

  private say(
    pod: KubeObject,
    context: Context,
    type: 'Normal' | 'Warning',
    reason: string,
    message: string,
    container: string,
  ) {
    context.events.record(
      pod,
      type,
      reason,
      message,
      'kubelet',
      `spec.containers{${container}}`,
    );
  }

  private write(
    pod: KubeObject,
    context: Context,
    phase: string,
    change: Parameters<typeof podStatus>[2],
  ) {
    const status = podStatus(pod, phase, change, context.now());
    context.registry.updateStatus(pod, status, 'kubelet');
  }

  private waiting(pod: KubeObject, reason: string, context: Context) {
    const failure = failureOf(pod, this.forced.get(pod.metadata.uid!));
    if (failure?.mode === 'image-pull' && reason !== 'CrashLoopBackOff') {
      const backOff = reason === 'ErrImagePull';
      const delay =
        { ContainerCreating: 1_000, ErrImagePull: 2_000 }[reason] ?? 30_000;
      this.after(
        `pull-${reason}`,
        pod,
        context,
        () => this.pullFailed(pod, backOff, context),
        delay,
      );
    } else if (reason === 'CrashLoopBackOff') {
      const restarts = pod.status.containerStatuses[0].restartCount;
      const wait = Math.min(
        FIRST_BACKOFF_MS * 2 ** Math.max(0, restarts),
        MAX_BACKOFF_MS,
      );
      if (context.settling) {
        context.later(this, pod, wait);
        return;
      }
      this.after(
        'restart',
        pod,
        context,
        () => this.start(pod, context, 1),
        wait,
      );
    } else {
      this.after('start', pod, context, () => this.start(pod, context, 0));
    }
  }

  private pullFailed(pod: KubeObject, backOff: boolean, context: Context) {
    const say = (text: string, image: string, name: string) =>
      this.say(
        pod,
        context,
        'Warning',
        text === 'BackOff' ? 'BackOff' : 'Failed',
        text === 'BackOff' ? `Back-off pulling image "${image}"` : text,
        name,
      );
    for (const { name, image } of pod.spec.containers) {
      if (backOff) {
        say('BackOff', image, name);
        say('Error: ImagePullBackOff', image, name);
      } else {
        this.say(
          pod,
          context,
          'Normal',
          'Pulling',
          `Pulling image "${image}"`,
          name,
        );
        say(
          `Failed to pull image "${image}": rpc error: code = NotFound desc = failed to pull and unpack image "${image}": not found`,
          image,
          name,
        );
        say('Error: ErrImagePull', image, name);
      }
    }
    this.write(pod, context, 'Pending', ({ image }) => ({
      state: {
        waiting:
          backOff || context.settling
            ? {
                reason: 'ImagePullBackOff',
                message: `Back-off pulling image "${image}": ErrImagePull: failed to pull and unpack image "${image}": not found`,
              }
            : {
                reason: 'ErrImagePull',
                message: `failed to pull and unpack image "${image}": not found`,
              },
      },
    }));
    if (context.settling) context.later(this, pod, 30_000);
  }

  private start(pod: KubeObject, context: Context, restarts: 0 | 1) {
    const time = timestamp(context.now());
    const failure = failureOf(pod, this.forced.get(pod.metadata.uid!));
    for (const { name, image } of pod.spec.containers) {
      this.say(
        pod,
        context,
        'Normal',
        'Pulled',
        `Container image "${image}" already present on machine`,
        name,
      );
      this.say(pod, context, 'Normal', 'Created', `Container created`, name);
      this.say(pod, context, 'Normal', 'Started', `Container started`, name);
    }
    this.write(pod, context, 'Running', ({ readinessProbe }) => ({
      state: { running: { startedAt: time } },
      ready: !readinessProbe && failure?.mode !== 'never-ready',
      started: true,
      restarts,
    }));
  }

  private fail(pod: KubeObject, context: Context) {
    const failure = failureOf(pod, this.forced.get(pod.metadata.uid!))!;
    const time = timestamp(context.now());
    const never = pod.spec.restartPolicy === 'Never';
    this.write(pod, context, never ? 'Failed' : 'Running', (_, current) => ({
      state: {
        terminated: {
          exitCode: failure.exitCode,
          reason: failure.reason,
          ...(failure.message ? { message: failure.message } : {}),
          startedAt: current.state.running?.startedAt ?? time,
          finishedAt: time,
          containerID: `sandbox://${pod.metadata.uid}`,
        },
      },
    }));
  }

  private crashed(pod: KubeObject, context: Context) {
    const [{ restartCount }] = pod.status.containerStatuses;
    if (restartCount === 0 && !context.settling) {
      this.after('restart', pod, context, () => {
        this.startAfterCrash(pod, context);
      });
      return;
    }
    const wait =
      Math.min(FIRST_BACKOFF_MS * 2 ** (restartCount - 1), MAX_BACKOFF_MS) /
      1000;
    for (const { name } of pod.spec.containers) {
      this.say(
        pod,
        context,
        'Warning',
        'BackOff',
        `Back-off restarting failed container ${name} in pod ${pod.metadata.name}_${pod.metadata.namespace}(${pod.metadata.uid})`,
        name,
      );
    }
    this.write(pod, context, 'Running', ({ name }, current) => ({
      state: {
        waiting: {
          reason: 'CrashLoopBackOff',
          message: `back-off ${wait}s restarting failed container=${name} pod=${pod.metadata.name}_${pod.metadata.namespace}(${pod.metadata.uid})`,
        },
      },
      lastState: { terminated: current.state.terminated },
      restarts: context.settling ? 4 : 0,
    }));
  }

  private startAfterCrash(pod: KubeObject, context: Context) {
    const kept = pod.status.containerStatuses.map((c: any) => ({
      ...c,
      lastState: { terminated: c.state.terminated },
    }));
    const withLast = {
      ...pod,
      status: { ...pod.status, containerStatuses: kept },
    };
    this.start(withLast, context, 1);
  }

  private unready(pod: KubeObject, context: Context) {
    if (isReady(pod)) {
      this.write(pod, context, 'Running', (_, c) => ({
        state: c.state,
        ready: false,
        started: true,
      }));
    }
    if (context.settling) {
      context.later(this, pod, 1_000);
      return;
    }
    const tell = () => {
      const [{ name }] = pod.spec.containers;
      this.say(
        pod,
        context,
        'Warning',
        'Unhealthy',
        'Readiness probe failed: HTTP probe failed with statuscode: 503',
        name,
      );
      context.later(this, pod, 10_000);
    };
    this.after('probe', pod, context, tell, 10_000);
  }

  private complete(pod: KubeObject, context: Context) {
    const time = timestamp(context.now());
    this.write(pod, context, 'Succeeded', (_, c) => ({
      state: {
        terminated: {
          exitCode: 0,
          reason: 'Completed',
          startedAt: c.state.running?.startedAt ?? time,
          finishedAt: time,
        },
      },
    }));
  }

  private end(pod: KubeObject, context: Context) {
    const { name, namespace, finalizers } = pod.metadata;
    if (finalizers?.length) return;
    context.store.remove('pods', namespace, name);
  }
}

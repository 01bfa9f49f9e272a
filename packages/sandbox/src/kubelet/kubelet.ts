import { isReady, type Context, type Controller } from '../controllers';
import type { KubeObject } from '../types';
import { delayOf, failureOf, type FailureMode } from './failures';
import { Steps } from './steps';

const PULL_AGAIN_MS = 30_000;
const PROBE_MS = 10_000;

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

  /** Makes a pod fail from now on; without a mode it recovers. */
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
    const failure = failureOf(pod, this.forced.get(pod.metadata.uid!));
    const steps = new Steps(pod, failure, context);
    const mode = failure?.mode;
    if (pod.metadata.deletionTimestamp) {
      this.end(pod, steps, context);
      return;
    }
    if (/Succeeded|Failed/.test(pod.status?.phase ?? '')) return;
    const statuses: any[] = pod.status?.containerStatuses ?? [];
    if (statuses.length === 0) {
      steps.create();
      return;
    }
    const down = statuses.find(c => !c.state.running);
    const after = (step: string, delayMs: number, act: () => void) =>
      this.after(step, pod, context, delayMs, act);
    if (down?.state.terminated) {
      this.crashed(down, steps, after, context);
    } else if (down) {
      this.waiting(pod, down, mode, steps, after, context);
    } else if (mode === 'CrashLoopBackOff' || mode === 'OOMKilled') {
      after('crash', failure!.afterMs, () => steps.crash());
    } else if (mode === 'Evicted') {
      after('evict', 0, () => steps.evict());
    } else if (mode === 'NeverReady') {
      if (isReady(pod)) steps.unready();
      else {
        after('probe', PROBE_MS, () => {
          steps.probeFailed();
          context.later(this, pod, PROBE_MS);
        });
      }
    } else if (!isReady(pod)) {
      const usual = 200 + 800 * jitter(pod);
      after('ready', delayOf(pod, 'ready') ?? usual, () => steps.ready());
    } else if (pod.spec.restartPolicy !== 'Always') {
      const usual = 2_000 + 2_000 * jitter(pod);
      after('complete', delayOf(pod, 'complete') ?? usual, () =>
        steps.complete(),
      );
    }
  }

  private waiting(
    pod: KubeObject,
    { state, restartCount }: any,
    mode: FailureMode | undefined,
    steps: Steps,
    after: (step: string, delayMs: number, act: () => void) => void,
    context: Context,
  ) {
    const { reason } = state.waiting;
    if (reason === 'CrashLoopBackOff') {
      const wait = steps.backOffMs(restartCount);
      if (context.settling) context.later(this, pod, wait);
      else after('restart', wait, () => steps.start());
    } else if (
      mode === 'ImagePullBackOff' ||
      mode === 'CreateContainerConfigError'
    ) {
      const first = reason === 'ContainerCreating';
      const settled = !first && reason !== 'ErrImagePull';
      if (settled && context.settling) {
        context.later(this, pod, PULL_AGAIN_MS);
        return;
      }
      const again = settled ? PULL_AGAIN_MS : 1_500;
      const wait = first ? 500 : again;
      after(`refuse-${reason}`, wait, () => {
        steps.notStarted(first);
        context.later(this, pod, PULL_AGAIN_MS);
      });
    } else {
      const usual = 300 + 900 * jitter(pod);
      after('start', delayOf(pod, 'create') ?? usual, () => steps.start());
    }
  }

  private crashed(
    { restartCount }: any,
    steps: Steps,
    after: (step: string, delayMs: number, act: () => void) => void,
    context: Context,
  ) {
    // The first restart comes at once; only then the back-off begins.
    if (restartCount === 0 && !context.settling) {
      after('restart', 500, () => steps.start());
    } else after('back-off', 500, () => steps.backOff());
  }

  private end(pod: KubeObject, steps: Steps, context: Context) {
    if (pod.metadata.finalizers?.length) return;
    const grace = (pod.metadata.deletionGracePeriodSeconds ?? 0) * 1000;
    const usual = delayOf(pod, 'delete') ?? 200 + 600 * jitter(pod);
    if (this.plans.get(pod.metadata.uid!)?.step !== 'delete') steps.stop();
    const { name, namespace } = pod.metadata;
    this.after('delete', pod, context, Math.min(grace, usual), () =>
      context.store.remove('pods', namespace, name),
    );
  }

  /** Does a step after its time; the plan survives other looks at the pod. */
  private after(
    step: string,
    pod: KubeObject,
    context: Context,
    delayMs: number,
    act: () => void,
  ) {
    const uid = pod.metadata.uid!;
    const now = performance.now();
    const plan = this.plans.get(uid);
    const delay = context.settling ? 0 : delayMs;
    if (plan?.step !== step && delay > 0) {
      this.plans.set(uid, { step, at: now + delay / context.speed });
      context.later(this, pod, delay + context.speed);
      return;
    }
    if (plan?.step === step && now < plan.at) {
      context.later(this, pod, (plan.at - now + 1) * context.speed);
      return;
    }
    this.plans.delete(uid);
    act();
  }
}

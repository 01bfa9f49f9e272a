import { timestamp } from '../registry';
import type { Context } from '../controllers';
import type { KubeObject } from '../types';
import type { Failure } from './failures';
import { podStatus } from './status';

const MAX_BACKOFF_MS = 300_000;
const FIRST_BACKOFF_MS = 10_000;
/** What a crash loop looks like that was already there at the start. */
const SETTLED_RESTARTS = 4;

type Change = Parameters<typeof podStatus>[2];

/** What a kubelet does to one pod: each step writes its status and events. */
export class Steps {
  constructor(
    private readonly pod: KubeObject,
    private readonly failure: Failure | undefined,
    private readonly context: Context,
  ) {}

  /** Whether the failure is of this container. */
  private hit(name: string) {
    const only = this.failure?.container;
    return this.failure !== undefined && (!only || only === name);
  }

  private get now() {
    return timestamp(this.context.now());
  }

  say(
    type: 'Normal' | 'Warning',
    reason: string,
    message: string,
    container: string,
  ) {
    this.context.events.record(
      this.pod,
      type,
      reason,
      message,
      'kubelet',
      `spec.containers{${container}}`,
    );
  }

  private write(phase: string, change: Change, extra: object = {}) {
    const status = podStatus(this.pod, phase, change, this.context.now());
    this.context.registry.updateStatus(
      this.pod,
      { ...status, ...extra },
      'kubelet',
    );
  }

  create() {
    this.write('Pending', () => ({
      state: { waiting: { reason: 'ContainerCreating' } },
    }));
  }

  stop() {
    for (const { name } of this.pod.spec.containers) {
      this.say('Normal', 'Killing', `Stopping container ${name}`, name);
    }
  }

  /** Stays waiting and never runs. */
  notStarted(first: boolean) {
    const config = this.failure!.mode === 'CreateContainerConfigError';
    const why = (image: string) =>
      config
        ? 'configmap "settings" not found'
        : `failed to pull and unpack image "${image}": not found`;
    const reasonNow = first && !this.context.settling;
    const pull = reasonNow ? 'ErrImagePull' : 'ImagePullBackOff';
    const reason = config ? 'CreateContainerConfigError' : pull;
    for (const { name, image } of this.pod.spec.containers) {
      if (!this.hit(name)) continue;
      if (!config && first) {
        this.say('Normal', 'Pulling', `Pulling image "${image}"`, name);
        this.say(
          'Warning',
          'Failed',
          `Failed to pull image "${image}": rpc error: code = NotFound desc = ${why(
            image,
          )}`,
          name,
        );
      }
      if (!config && !reasonNow) {
        this.say(
          'Normal',
          'BackOff',
          `Back-off pulling image "${image}"`,
          name,
        );
      }
      const error = config ? why(image) : reason;
      this.say('Warning', 'Failed', `Error: ${error}`, name);
    }
    this.write('Pending', ({ name, image }, current) =>
      this.hit(name)
        ? {
            state: {
              waiting: {
                reason,
                message:
                  reason === 'ImagePullBackOff'
                    ? `Back-off pulling image "${image}": ErrImagePull: ${why(
                        image,
                      )}`
                    : why(image),
              },
            },
          }
        : current ?? { state: { waiting: { reason: 'ContainerCreating' } } },
    );
  }

  /** Starts the containers that do not run; a crashed one again. */
  start() {
    for (const { name, image } of this.pod.spec.containers) {
      this.say(
        'Normal',
        'Pulled',
        `Container image "${image}" already present on machine`,
        name,
      );
      this.say('Normal', 'Created', 'Container created', name);
      this.say('Normal', 'Started', 'Container started', name);
    }
    this.write('Running', ({ name, readinessProbe }, current) => {
      if (current?.state.running) {
        return { state: current.state, ready: current.ready, started: true };
      }
      const ended = current?.state.terminated;
      const crashed = ended ?? current?.lastState?.terminated;
      const never = this.failure?.mode === 'NeverReady' && this.hit(name);
      return {
        state: { running: { startedAt: this.now } },
        ready: !readinessProbe && !never,
        started: true,
        restarts: crashed ? 1 : 0,
        ...(ended ? { lastState: { terminated: ended } } : {}),
      };
    });
  }

  ready() {
    this.write('Running', (_, { state }) => ({ state, ready: true }));
  }

  unready() {
    this.write('Running', ({ name }, { state, ready }) => ({
      state,
      ready: ready && !this.hit(name),
      started: true,
    }));
  }

  probeFailed() {
    const { name } =
      this.pod.spec.containers.find((c: any) => this.hit(c.name)) ?? {};
    this.say(
      'Warning',
      'Unhealthy',
      'Readiness probe failed: HTTP probe failed with statuscode: 503',
      name,
    );
  }

  /** A container ends with an error. */
  crash() {
    const { exitCode, reason, message } = this.failure!;
    const never = this.pod.spec.restartPolicy === 'Never';
    this.write(never ? 'Failed' : 'Running', ({ name }, current) =>
      this.hit(name)
        ? {
            state: {
              terminated: {
                exitCode,
                reason,
                ...(message ? { message } : {}),
                startedAt: current.state.running?.startedAt ?? this.now,
                finishedAt: this.now,
                containerID: current.containerID,
              },
            },
          }
        : { state: current.state, ready: current.ready },
    );
  }

  /** How long the next restart is put off, growing as Kubernetes has it. */
  backOffMs(restarts: number): number {
    const grown = FIRST_BACKOFF_MS * 2 ** Math.max(0, restarts - 1);
    return this.failure?.backOffMs ?? Math.min(grown, MAX_BACKOFF_MS);
  }

  backOff() {
    const { name: pod, namespace, uid } = this.pod.metadata;
    const { settling } = this.context;
    this.write('Running', ({ name }, current) => {
      if (!current.state.terminated) {
        return { state: current.state, ready: current.ready };
      }
      const restarts = settling ? SETTLED_RESTARTS : current.restartCount;
      const seconds = this.backOffMs(restarts) / 1000;
      this.say(
        'Warning',
        'BackOff',
        `Back-off restarting failed container ${name} in pod ${pod}_${namespace}(${uid})`,
        name,
      );
      return {
        state: {
          waiting: {
            reason: 'CrashLoopBackOff',
            message: `back-off ${seconds}s restarting failed container=${name} pod=${pod}_${namespace}(${uid})`,
          },
        },
        lastState: { terminated: current.state.terminated },
        restarts: settling ? SETTLED_RESTARTS : 0,
      };
    });
  }

  complete() {
    this.write('Succeeded', (_, current) => ({
      state: {
        terminated: {
          exitCode: 0,
          reason: 'Completed',
          startedAt: current.state.running?.startedAt ?? this.now,
          finishedAt: this.now,
        },
      },
    }));
  }

  evict() {
    const message = 'The node was low on resource: memory.';
    this.context.events.record(
      this.pod,
      'Warning',
      'Evicted',
      message,
      'kubelet',
    );
    this.write(
      'Failed',
      (_, current) => ({
        state: {
          terminated: {
            exitCode: 137,
            reason: 'ContainerStatusUnknown',
            startedAt: current.state.running?.startedAt ?? this.now,
            finishedAt: this.now,
          },
        },
      }),
      { reason: 'Evicted', message },
    );
  }
}

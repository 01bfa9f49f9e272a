import { mockServices } from '@backstage/backend-test-utils';
import type { Status } from '@vtasker/backstage-plugin-service-manager-common';
import type { Pod } from '../../workloads/objects';
import { Alerts, AlertsOptions } from '../Alerts';
import type { AlertSubject, ServiceLook } from '../types';

const START = Date.parse('2026-03-01T12:00:00Z');
const SECOND = 1000;

type Sent = Parameters<AlertsOptions['notifications']['send']>[0];

export function subject(name: string, owner?: string): AlertSubject {
  const entityRef = `component:default/${name}`;
  return {
    entityRef,
    key: name,
    title: name,
    owner,
    target: { target: { entityRef, selector: { matchLabels: { app: name } } } },
  };
}

export function status(
  state: Status['state'],
  reason: string = state,
  message: string = `It is ${state}`,
): Status {
  return { state, reason, message, evidence: [] };
}

/** A pod with one container that has restarted so many times. */
export function restartedPod(
  restartCount: number,
  options: { waiting?: string; createdAt?: string; uid?: string } = {},
): Pod {
  const { waiting, createdAt = '2026-01-01T00:00:00Z', uid = 'u1' } = options;
  return {
    kind: 'Pod',
    metadata: {
      name: `web-${uid}`,
      namespace: 'shop',
      uid,
      resourceVersion: '1',
      creationTimestamp: createdAt,
    },
    spec: { containers: [{ name: 'web', image: 'web:1' }] },
    status: {
      containerStatuses: [
        {
          name: 'web',
          ready: !waiting,
          restartCount,
          state: waiting ? { waiting: { reason: waiting } } : { running: {} },
        },
      ],
    },
  };
}

export function look(more: Partial<ServiceLook> = {}): ServiceLook {
  return {
    status: status('running'),
    silentClusters: [],
    desired: 2,
    ready: 2,
    restarts: 0,
    pods: () => [],
    stopMeant: async () => false,
    ...more,
  };
}

/** What all backends share: services, an inbox, and the time that passes. */
export class World {
  readonly subjects = [subject('web', 'group:default/team-a')];
  readonly looks = new Map<string, ServiceLook>();
  readonly sent: Sent[] = [];
  /** Called instead of keeping what is sent. */
  onSend?: (sent: Sent) => void | Promise<void>;
  passed = 0;

  now(): Date {
    return new Date(START + this.passed);
  }

  /** Of one service, unless another is named. */
  shows(state: Status['state'], reason?: string, name = 'web'): void {
    this.looks.set(name, look({ status: status(state, reason) }));
  }

  /** @param skewMs - by how much the clock of this backend is ahead */
  backend(
    store: AlertsOptions['store'],
    more: Partial<AlertsOptions> & { skewMs?: number } = {},
  ): Alerts {
    const { skewMs = 0, ...options } = more;
    return Alerts.create({
      store,
      subjects: () => this.subjects,
      look: ({ key }) => this.looks.get(key) ?? look(),
      notifications: {
        send: async sent => {
          if (this.onSend) await this.onSend(sent);
          this.sent.push(sent);
        },
      },
      logger: mockServices.logger.mock(),
      clock: () => new Date(this.now().getTime() + skewMs),
      watch: () => this.passed,
      ...options,
    });
  }

  /** Lets time pass, in which every backend looks every 15 seconds. */
  async pass(seconds: number, ...backends: Alerts[]): Promise<void> {
    for (let second = 0; second < seconds; second += 15) {
      this.passed += 15 * SECOND;
      for (const backend of backends) await backend.tick();
    }
  }

  /** What the owner has been sent, in short. */
  titles(): string[] {
    return this.sent.map(({ payload }) => payload.title);
  }

  /** What stands in the inbox: the last of each scope. */
  inbox(): Sent[] {
    return [
      ...new Map(this.sent.map(one => [one.payload.scope, one])).values(),
    ];
  }
}

import type {
  ClusterHealth,
  Operation,
} from '@vtasker/backstage-plugin-service-manager-common';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';

const prefix = 'service_manager_';
const clusterStates: ClusterHealth['state'][] = [
  'connected',
  'syncing',
  'stale',
  'unreachable',
];

const alertRuleSeverities = ['critical', 'warning', 'info'];

/** What is read at the moment of a scrape. */
export interface TelemetrySource {
  health(): ClusterHealth[];
  /** Objects in the watch cache, by cluster and kind. */
  objectCounts?(): Array<{ cluster: string; kind: string; count: number }>;
  clock: () => Date;
}

/** Our own metrics, in a registry of their own. Labels are bounded sets. */
export class Telemetry {
  readonly registry = new Registry();
  readonly #source: TelemetrySource;
  readonly #requests: Histogram;
  readonly #operations: Counter;
  readonly #changes: Counter;
  readonly #alertRounds: Histogram;
  readonly #alertNotifications: Counter;
  readonly #firing: Gauge;

  static create(source: TelemetrySource): Telemetry {
    return new Telemetry(source);
  }

  private constructor(source: TelemetrySource) {
    this.#source = source;
    const registers = [this.registry];
    this.#requests = new Histogram({
      name: `${prefix}request_duration_seconds`,
      help: 'Requests by route, status and error code',
      labelNames: ['route', 'status', 'code'],
      buckets: [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5],
      registers,
    });
    this.#operations = new Counter({
      name: `${prefix}operations_total`,
      help: 'Ended operations by verb and outcome',
      labelNames: ['verb', 'outcome'],
      registers,
    });
    this.#changes = new Counter({
      name: `${prefix}workload_changes_total`,
      help: 'Changes that the watches told, by cluster and kind of workload',
      labelNames: ['cluster', 'kind'],
      registers,
    });
    this.#alertRounds = new Histogram({
      name: `${prefix}alert_evaluation_duration_seconds`,
      help: 'Rounds in which all rules of all services are looked at',
      labelNames: ['result'],
      buckets: [0.01, 0.05, 0.1, 0.5, 1, 5, 15],
      registers,
    });
    this.#alertNotifications = new Counter({
      name: `${prefix}alert_notifications_total`,
      help: 'What owners were told of incidents, and what failed to be told',
      labelNames: ['result'],
      registers,
    });
    this.#firing = new Gauge({
      name: `${prefix}alert_incidents_firing`,
      help: 'Incidents that go on; absent where another replica evaluates',
      labelNames: ['severity'],
      registers,
    });
    this.#addClusterGauges();
  }

  readonly observeRequest = (request: {
    route: string;
    status: number;
    code?: string;
    seconds: number;
  }): void => {
    const { route, status, code, seconds } = request;
    this.#requests.observe({ route, status, code: code ?? '' }, seconds);
  };

  countOperation(operation: Operation): void {
    const { verb, outcome } = operation;
    if (outcome) this.#operations.inc({ verb, outcome });
  }

  countChange(change: { cluster: string; kind: string }): void {
    this.#changes.inc({ cluster: change.cluster, kind: change.kind });
  }

  countAlertRound(round: { result: 'done' | 'failed'; seconds: number }): void {
    this.#alertRounds.observe({ result: round.result }, round.seconds);
  }

  countAlertNotification(result: 'sent' | 'failed'): void {
    this.#alertNotifications.inc({ result });
  }

  setFiring(count: Map<string, number> | undefined): void {
    this.#firing.reset();
    if (!count) return;
    for (const severity of alertRuleSeverities) {
      this.#firing.set({ severity }, count.get(severity) ?? 0);
    }
  }

  #addClusterGauges(): void {
    const source = this.#source;
    const registers = [this.registry];
    const state = new Gauge({
      name: `${prefix}cluster_state`,
      help: '1 for the state that a cluster is in, 0 for the others',
      labelNames: ['cluster', 'state'],
      registers,
      collect() {
        state.reset();
        for (const { name, state: current } of source.health()) {
          for (const one of clusterStates) {
            state.set({ cluster: name, state: one }, one === current ? 1 : 0);
          }
        }
      },
    });
    const age = new Gauge({
      name: `${prefix}cluster_last_event_age_seconds`,
      help: 'How long ago a cluster told anything; absent when it never did',
      labelNames: ['cluster'],
      registers,
      collect() {
        age.reset();
        for (const { name, lastSeenAt } of source.health()) {
          if (!lastSeenAt) continue;
          const ms = source.clock().getTime() - Date.parse(lastSeenAt);
          age.set({ cluster: name }, Math.max(0, ms / 1000));
        }
      },
    });
    const objects = new Gauge({
      name: `${prefix}cache_objects`,
      help: 'Objects in the watch cache',
      labelNames: ['cluster', 'kind'],
      registers,
      collect() {
        objects.reset();
        for (const { cluster, kind, count } of source.objectCounts?.() ?? []) {
          objects.set({ cluster, kind }, count);
        }
      },
    });
  }
}

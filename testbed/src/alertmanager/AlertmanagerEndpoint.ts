import { Endpoint, StartOptions } from '../part';
import { OutageControl, WaitOptions } from '../process';

/** Who is told of alerts, in Alertmanager's own words. @public */
export interface AlertmanagerRouting {
  /** As in its configuration file. */
  route: Record<string, unknown> & { receiver: string };
  receivers: ({ name: string } & Record<string, unknown>)[];
  inhibit_rules?: Record<string, unknown>[];
}

/** How to start Alertmanager. @public */
export interface AlertmanagerOptions extends StartOptions {
  /** Addresses that every change of an alert is posted to, at once. */
  webhooks?: string[];
  /** Instead of `webhooks`. */
  routing?: AlertmanagerRouting;
}

/** An alert as Alertmanager's API shows it. @public */
export interface AlertmanagerAlert {
  labels: Record<string, string>;
  annotations: Record<string, string>;
  startsAt: string;
  endsAt: string;
  fingerprint: string;
  status: {
    state: 'unprocessed' | 'active' | 'suppressed';
    silencedBy: string[];
    inhibitedBy: string[];
  };
}

/** An Alertmanager that runs. @public */
export interface AlertmanagerEndpoint extends Endpoint {
  readonly control: OutageControl;
  /** What it holds now, also what is silenced. */
  alerts(): Promise<AlertmanagerAlert[]>;
  /** Tells it of an alert, as Prometheus does; resolved when `endsAt` has passed. */
  postAlert(alert: {
    labels: Record<string, string>;
    annotations?: Record<string, string>;
    startsAt?: Date;
    endsAt?: Date;
  }): Promise<void>;
  /** Silences what has all of these labels, and gives the silence's id. */
  silence(
    labels: Record<string, string>,
    options: { until: Date; comment: string; createdBy?: string },
  ): Promise<string>;
  expireSilence(id: string): Promise<void>;
  /** Waits until it holds an alert that fits. */
  waitForAlert(
    what: string,
    fits: (alert: AlertmanagerAlert) => boolean,
    options?: WaitOptions,
  ): Promise<AlertmanagerAlert>;
  /** From now on this routing holds. Not of an external one. */
  setRouting(routing: AlertmanagerRouting): Promise<void>;
}

import { Endpoint, StartOptions } from '../part';
import { OutageControl, WaitOptions } from '../process';
import { RuleGroup, ScrapeTarget } from './config';
import { SeriesHistory } from './exposition';

/** How to start Prometheus. @public */
export interface PrometheusOptions extends StartOptions {
  targets?: ScrapeTarget[];
  rules?: RuleGroup[];
  /** Addresses (`http://host:port`) of Alertmanagers that alerts go to. */
  alertmanagers?: string[];
  /** On alerts that it sends, for example `{ cluster: 'east' }`. */
  externalLabels?: Record<string, string>;
  /** Also the interval of the rules; 1 s when absent. */
  scrapeIntervalMillis?: number;
  /** Samples of the past, there from the start: hours of data without waiting for them. */
  history?: SeriesHistory[];
  /** Addresses of stores that it reads beside its own; one that is away makes every answer carry a warning. */
  remoteRead?: string[];
  /** More flags, as on its command line. */
  flags?: string[];
}

/** One series of an answer, values as numbers. @public */
export interface PrometheusSeries {
  labels: Record<string, string>;
  /** Unix seconds and value. */
  points: [timeSeconds: number, value: number][];
}

/** A Prometheus that runs. @public */
export interface PrometheusEndpoint extends Endpoint {
  readonly control: OutageControl;
  /** From now on these are scraped, and no others. Not of an external one. */
  setTargets(targets: ScrapeTarget[]): Promise<void>;
  /** From now on these rules hold, and no others. Not of an external one. */
  setRules(groups: RuleGroup[]): Promise<void>;
  /** From now on alerts go to these Alertmanagers. Not of an external one. */
  setAlertmanagers(urls: string[]): Promise<void>;
  /** An instant query. */
  query(promql: string, timeSeconds?: number): Promise<PrometheusSeries[]>;
  /** A range query; seconds. */
  queryRange(
    promql: string,
    range: { start: number; end: number; step: number },
  ): Promise<PrometheusSeries[]>;
  /** Waits until the instant query gives at least one series. */
  waitForSeries(
    promql: string,
    options?: WaitOptions,
  ): Promise<PrometheusSeries[]>;
  /** Any path of its HTTP API below `/api/v1`, and the `data` of the answer. */
  api(path: string, parameters?: Record<string, string>): Promise<any>;
}

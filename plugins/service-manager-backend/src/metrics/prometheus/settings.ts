import { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { readUpstreams, Upstream } from '../../upstreams';

/** How requests are counted: what a service calls its own series. */
export interface RequestNames {
  /** A counter of requests. */
  requests: string;
  /** A histogram of their durations in seconds, without `_bucket`. */
  duration: string;
  /** Labels that hold the HTTP status; a series has one of them. */
  status: string[];
}

/** A Prometheus with what has to be known to ask it well. */
export interface PrometheusSettings {
  upstream: Upstream;
  /** How often it scrapes the pods. */
  scrapeSeconds: number;
  names: RequestNames;
}

const METRIC = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;
const LABEL = /^[a-zA-Z_][a-zA-Z0-9_]*$/;
const SCRAPE_SECONDS = 30;

export const defaultNames: RequestNames = {
  requests: 'http_requests_total',
  duration: 'http_request_duration_seconds',
  status: ['status', 'code', 'status_code'],
};

/** @throws InputError that names the key */
export function readPrometheus(
  root: Config,
  clusters: string[],
): PrometheusSettings[] {
  const key = 'service-manager.prometheus';
  const upstreams = readUpstreams(root, 'prometheus', clusters);
  if (!upstreams.length) return [];
  const list = Array.isArray(root.get(key))
    ? root
        .getConfigArray(key)
        .map((config, i) => ({ config, at: `${key}[${i}]` }))
    : [{ config: root.getConfig(key), at: key }];
  return list.map(({ config, at }, index) => {
    const scrapeSeconds =
      config.getOptionalNumber('scrapeSeconds') ?? SCRAPE_SECONDS;
    if (!(scrapeSeconds > 0 && scrapeSeconds <= 3_600)) {
      throw new InputError(`${at}.scrapeSeconds must be from 1 to 3600`);
    }
    return {
      upstream: upstreams[index],
      scrapeSeconds,
      names: readNames(config.getOptionalConfig('names'), `${at}.names`),
    };
  });
}

function readNames(config: Config | undefined, at: string): RequestNames {
  const name = (key: 'requests' | 'duration') => {
    const given = config?.getOptionalString(key) ?? defaultNames[key];
    if (METRIC.test(given)) return given;
    throw new InputError(`${at}.${key} is not the name of a metric: ${given}`);
  };
  const status =
    config?.getOptionalStringArray('status') ?? defaultNames.status;
  for (const label of status) {
    if (!LABEL.test(label)) {
      throw new InputError(`${at}.status is not the name of a label: ${label}`);
    }
  }
  if (!status.length) throw new InputError(`${at}.status must name a label`);
  return { requests: name('requests'), duration: name('duration'), status };
}

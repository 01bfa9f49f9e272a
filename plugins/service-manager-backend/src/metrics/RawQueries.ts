import {
  errorCodes,
  MetricQueryResult,
} from '@vtasker/backstage-plugin-service-manager-common';
import { ServiceManagerError } from '../errors';
import { refusalOf, UpstreamError } from '../upstreams';
import { gridFields, gridOf } from './pure/grid';
import { inject, parseQuery } from './promql/inject';
import type { PrometheusSource } from './prometheus/PrometheusSource';
import { Scope, scopesOf } from './prometheus/scope';
import type { Place } from './types';

const MOST_SERIES = 200;

/** Queries of people's own, kept to the pods of a service. */
export class RawQueries {
  private readonly prometheusOf: (
    cluster: string,
  ) => PrometheusSource | undefined;

  constructor(options: {
    prometheusOf: (cluster: string) => PrometheusSource | undefined;
  }) {
    this.prometheusOf = options.prometheusOf;
  }

  /** @throws ServiceManagerError that names the field */
  async run(
    places: Place[],
    question: {
      query: string;
      from: number;
      until: number;
      points: number;
      /** Aborted when the viewer has gone. */
      signal?: AbortSignal;
    },
  ): Promise<MetricQueryResult> {
    const parsed = parseQuery(question.query);
    const asked = places.flatMap(place => {
      const source = this.prometheusOf(place.cluster);
      if (!source) return [];
      return scopesOf(source.settings.upstream, place).map(scope => ({
        source,
        scope,
        query: inject(parsed, scope.pods),
      }));
    });
    if (!asked.length) throw nothingToAsk(places);
    const grid = gridOf(
      question,
      question.points,
      Math.max(...asked.map(({ source }) => source.measuredEvery())),
    );
    const warnings = places
      .filter(({ cluster }) => !this.prometheusOf(cluster))
      .map(({ cluster }) => `No Prometheus is configured for ${cluster}.`);
    if (asked.length > 1) {
      warnings.push(
        `The service runs in ${asked.length} places; each was asked by itself.`,
      );
    }
    const series: MetricQueryResult['series'] = [];
    try {
      const answers = await Promise.all(
        asked.map(({ source, query }) =>
          source.client.queryRange(query, grid, question.signal),
        ),
      );
      answers.forEach((answer, index) => {
        warnings.push(...answer.warnings);
        const place = asked.length > 1 ? placeLabels(asked[index].scope) : {};
        for (const { labels, values } of answer.series) {
          series.push({ labels: { ...labels, ...place }, values });
        }
      });
    } catch (error) {
      if (error instanceof UpstreamError) throw refusalOf(error, 'query.query');
      throw error;
    }
    if (series.length > MOST_SERIES) {
      warnings.push(
        `Shown are the first ${MOST_SERIES} of ${series.length} series; sum them, or take topk().`,
      );
    }
    return {
      query: [...new Set(asked.map(({ query }) => query))].join('\n'),
      ...gridFields(grid),
      series: series.slice(0, MOST_SERIES),
      warnings: [...new Set(warnings)],
    };
  }
}

/** So that the same series of two places are told apart. */
function placeLabels({ cluster, namespace }: Scope): Record<string, string> {
  return { cluster, namespace };
}

function nothingToAsk(places: Place[]): ServiceManagerError {
  const [first] = places;
  return first
    ? new ServiceManagerError(
        422,
        errorCodes.dependencyUnavailable,
        `No Prometheus is configured for ${first.cluster}.`,
        {
          nextStep:
            'Name one under service-manager.prometheus in the configuration of the portal.',
        },
      )
    : new ServiceManagerError(
        422,
        errorCodes.noWorkloads,
        'No workload of the service is seen in a cluster.',
        { nextStep: 'Look at the Service tab for the reason.' },
      );
}

import { waitFor } from '../process';
import { PrometheusEndpoint, PrometheusSeries } from './PrometheusEndpoint';

function series(data: any): PrometheusSeries[] {
  if (data.resultType === 'scalar') {
    return [{ labels: {}, points: [[data.result[0], Number(data.result[1])]] }];
  }
  return data.result.map((one: any) => ({
    labels: one.metric,
    points: (one.values ?? [one.value]).map(
      ([time, value]: [number, string]) => [
        time,
        value.endsWith('Inf')
          ? Number(`${value.startsWith('-') ? '-' : ''}Infinity`)
          : Number(value),
      ],
    ),
  }));
}

/** Just enough of a client to look from a test; it shares nothing with the plugin's. */
export function prometheusApi(
  url: string,
): Pick<PrometheusEndpoint, 'api' | 'query' | 'queryRange' | 'waitForSeries'> {
  async function api(
    path: string,
    parameters: Record<string, string> = {},
  ): Promise<any> {
    const answer = await fetch(
      `${url.replace(/\/$/, '')}/api/v1/${path}?${new URLSearchParams(
        parameters,
      )}`,
      { signal: AbortSignal.timeout(20_000) },
    );
    const text = await answer.text();
    if (!answer.ok) {
      throw new Error(`Prometheus ${path}: ${answer.status} ${text}`);
    }
    return JSON.parse(text).data;
  }
  async function query(promql: string, timeSeconds?: number) {
    return series(
      await api('query', {
        query: promql,
        ...(timeSeconds === undefined ? {} : { time: String(timeSeconds) }),
      }),
    );
  }
  return {
    api,
    query,
    queryRange: async (promql, { start, end, step }) =>
      series(
        await api('query_range', {
          query: promql,
          start: String(start),
          end: String(end),
          step: String(step),
        }),
      ),
    waitForSeries: (promql, options) =>
      waitFor(
        `Prometheus knows ${promql}`,
        async () => {
          const found = await query(promql);
          return found.length > 0 && found;
        },
        options,
      ),
  };
}

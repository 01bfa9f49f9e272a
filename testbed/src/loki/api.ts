import { waitFor } from '../process';
import { kubernetesLabels } from './labels';
import { LokiCallOptions, LokiEndpoint, LokiLine } from './LokiEndpoint';

const HOUR_NANOS = 3_600_000_000_000n;

/** Now in nanoseconds, each time later than the time before. */
function clock(): () => bigint {
  let last = 0n;
  return () => {
    const now = BigInt(Date.now()) * 1_000_000n;
    last = now > last ? now : last + 1n;
    return last;
  };
}

/** Just enough of a client to prepare and look from a test; it shares nothing with the plugin's. */
export function lokiApi(
  url: string,
): Pick<LokiEndpoint, 'push' | 'pushPod' | 'query' | 'count' | 'waitForLines'> {
  const base = `${url.replace(/\/$/, '')}/loki/api/v1`;
  const nextNanos = clock();

  async function call(
    path: string,
    { tenant }: LokiCallOptions,
    init: { body?: string } = {},
  ): Promise<string> {
    const answer = await fetch(`${base}/${path}`, {
      method: init.body === undefined ? 'GET' : 'POST',
      ...init,
      headers: {
        'content-type': 'application/json',
        ...(tenant === undefined ? {} : { 'x-scope-orgid': tenant }),
      },
      signal: AbortSignal.timeout(30_000),
    });
    const text = await answer.text();
    if (!answer.ok) {
      throw new Error(
        `Loki ${path.split('?')[0]}: ${answer.status} ${text.trim()}`,
      );
    }
    return text;
  }

  async function pushStreams(
    labelsOf: (line: LokiLine) => Record<string, string>,
    lines: (string | LokiLine)[],
    options: LokiCallOptions = {},
  ): Promise<void> {
    const streams = new Map<
      string,
      { stream: Record<string, string>; values: unknown[] }
    >();
    for (const given of lines) {
      const line: LokiLine =
        typeof given === 'string' ? { line: given } : given;
      const labels = labelsOf(line);
      const key = JSON.stringify(labels);
      const stream = streams.get(key) ?? { stream: labels, values: [] };
      const time = String(line.timeNanos ?? nextNanos());
      stream.values.push(
        line.metadata ? [time, line.line, line.metadata] : [time, line.line],
      );
      streams.set(key, stream);
    }
    await call('push', options, {
      body: JSON.stringify({ streams: [...streams.values()] }),
    });
  }

  const count: LokiEndpoint['count'] = async (selector, options = {}) => {
    const parameters = new URLSearchParams({
      query: `sum(count_over_time(${selector}[24h]))`,
      // An end that lies ahead, so that what arrived a moment ago is inside.
      time: String((BigInt(Date.now()) + 60_000n) * 1_000_000n),
    });
    const { data } = JSON.parse(await call(`query?${parameters}`, options));
    return Number(data.result[0]?.value[1] ?? 0);
  };

  return {
    push: (labels, lines, options) => pushStreams(() => labels, lines, options),
    pushPod: (pod, lines, options) =>
      pushStreams(
        ({ stream = 'stdout' }) => kubernetesLabels(pod, stream),
        lines,
        options,
      ),
    query: async (logql, range = {}) => {
      const end = range.endNanos ?? nextNanos() + 1_000_000_000n;
      const parameters = new URLSearchParams({
        query: logql,
        start: String(range.startNanos ?? end - HOUR_NANOS),
        end: String(end),
        limit: String(range.limit ?? 5_000),
        direction: 'forward',
      });
      const { data } = JSON.parse(
        await call(`query_range?${parameters}`, range),
      );
      return data.result
        .flatMap(({ stream, values }: any) =>
          values.map(([time, line]: [string, string]) => ({
            timeNanos: BigInt(time),
            line,
            labels: stream,
          })),
        )
        .sort((a: any, b: any) => (a.timeNanos < b.timeNanos ? -1 : 1));
    },
    count,
    waitForLines: async (selector, wanted, options = {}) => {
      await waitFor(
        `Loki has ${wanted} lines of ${selector}`,
        async () => (await count(selector, options)) >= wanted,
        options,
      );
    },
  };
}

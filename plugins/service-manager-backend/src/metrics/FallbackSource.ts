import type {
  MetricPanelId,
  MetricSeries,
} from '@vtasker/backstage-plugin-service-manager-common';
import { UpstreamError } from '../upstreams';
import { hasValue } from './pure/values';
import type {
  MetricRequest,
  MetricSource,
  PanelPart,
  Place,
  SourceAnswer,
} from './types';

/** After a failure nobody waits for the next one so soon. */
const PAUSE_MS = 10_000;

/**
 * Asks one source, and another one where the first does not answer, or has
 * nothing of a panel. It goes on by itself when the first answers again.
 */
export class FallbackSource implements MetricSource {
  readonly kind = 'prometheus';
  private readonly first: MetricSource;
  private readonly second: MetricSource;
  private readonly clock: () => Date;
  private broken?: { error: UpstreamError; until: number };

  constructor(options: {
    first: MetricSource;
    second: MetricSource;
    clock: () => Date;
  }) {
    this.first = options.first;
    this.second = options.second;
    this.clock = options.clock;
  }

  measuredEvery(cluster: string): number {
    return this.first.measuredEvery(cluster);
  }

  async read(place: Place, request: MetricRequest): Promise<SourceAnswer> {
    try {
      const answer = await this.guarded(() => this.first.read(place, request));
      return await this.completed(place, request, answer);
    } catch (error) {
      if (!(error instanceof UpstreamError)) throw error;
      const answer = await this.second.read(place, request);
      return {
        ...answer,
        why: `The Prometheus of ${place.cluster} does not answer now.`,
        notices: [
          `${error.message} Shown is what the metrics API of ${place.cluster} told in the last half hour; Prometheus is asked again by itself.`,
          ...answer.notices,
        ],
      };
    }
  }

  async latest(
    place: Place,
    panel: MetricPanelId,
  ): Promise<number | undefined> {
    try {
      const value = await this.guarded(() => this.first.latest(place, panel));
      if (value !== undefined) return value;
    } catch (error) {
      if (!(error instanceof UpstreamError)) throw error;
    }
    return this.second.latest(place, panel);
  }

  private async guarded<T>(ask: () => Promise<T>): Promise<T> {
    const now = this.clock().getTime();
    if (this.broken && now < this.broken.until) throw this.broken.error;
    try {
      const answer = await ask();
      this.broken = undefined;
      return answer;
    } catch (error) {
      if (error instanceof UpstreamError && isDown(error)) {
        const pause = Math.max(PAUSE_MS, error.options.retryAfterMs ?? 0);
        this.broken = { error, until: now + Math.min(pause, 60_000) };
      }
      throw error;
    }
  }

  /** What the first has nothing of, the second may know. */
  private async completed(
    place: Place,
    request: MetricRequest,
    answer: SourceAnswer,
  ): Promise<SourceAnswer> {
    const missing = request.panels.filter(
      id => !isMeasured(answer.panels.get(id)?.series),
    );
    if (!missing.length) return answer;
    const other = await this.second.read(place, {
      ...request,
      panels: missing,
    });
    const panels = new Map(answer.panels);
    for (const id of missing) {
      const found = other.panels.get(id);
      if (!found || !isMeasured(found.series)) continue;
      const known: PanelPart | undefined = answer.panels.get(id);
      panels.set(id, {
        ...known,
        series: found.series,
        empty: undefined,
        warnings: [
          ...(known?.warnings ?? []),
          `${
            known?.empty?.why ?? ''
          } Shown is the last half hour, from the cluster itself.`.trim(),
        ],
      });
    }
    return { ...answer, panels };
  }
}

/** Rather than that this one question was too much for it. */
function isDown({ kind, options }: UpstreamError): boolean {
  if (kind === 'timeout') return options.status === undefined;
  return !['bad-query', 'too-much'].includes(kind);
}

function isMeasured(series: MetricSeries[] = []): boolean {
  return series.some(
    ({ role, values }) => role === 'value' && hasValue(values),
  );
}

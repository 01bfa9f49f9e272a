import { errorCodes } from '@vtasker/backstage-plugin-service-manager-common';
import { ServiceManagerError } from '../errors';
import { RateLimiter } from './RateLimiter';

const MINUTE_MS = 60_000;

const words = {
  writes: {
    code: errorCodes.tooManyWrites,
    what: 'changes',
    setting: 'service-manager.limits.writesPerMinute',
  },
  previews: {
    code: errorCodes.tooManyPreviews,
    what: 'previews',
    setting: 'service-manager.limits.previewsPerMinute',
  },
  queries: {
    code: errorCodes.tooManyQueries,
    what: "queries of one's own",
    setting: 'service-manager.limits.queriesPerMinute',
  },
};

function tooMany(kind: keyof typeof words, perMinute: number) {
  const { code, what, setting } = words[kind];
  return (retryAfterSeconds: number) =>
    new ServiceManagerError(
      429,
      code,
      `More than ${perMinute} ${what} a minute were asked for by one caller.`,
      {
        nextStep: `Try again in ${retryAfterSeconds} s. The limit is ${setting} in the configuration.`,
        retryAfterSeconds,
      },
    );
}

/** Where accepted changes are on record, whichever replica took them. */
export interface WriteHistory {
  /** When the actor's nth newest change was asked for; 1 is the newest. */
  nthNewest(actor: string, nth: number): Promise<Date | undefined>;
}

export interface Limits {
  /** @throws ServiceManagerError TOO_MANY_WRITES, with seconds to wait. */
  write(caller: { key: string; actor: string }): Promise<void>;
  /** @throws ServiceManagerError TOO_MANY_PREVIEWS, with seconds to wait. */
  preview(caller: { key: string }): void;
  /** LogQL or PromQL. @throws ServiceManagerError TOO_MANY_QUERIES, with seconds to wait. */
  query(caller: { key: string }): void;
}

/**
 * What one caller may ask for in a minute. Attempts are counted in memory;
 * changes that were accepted also in the database, so that more replicas do
 * not allow more of them. What is asked for at the very same moment of
 * several replicas can exceed the limit by as many requests.
 */
export function createLimits(options: {
  writesPerMinute: number;
  previewsPerMinute: number;
  queriesPerMinute: number;
  history: WriteHistory;
  clock: () => Date;
}): Limits {
  const { writesPerMinute, previewsPerMinute, queriesPerMinute } = options;
  const { history, clock } = options;
  const refusal = tooMany('writes', writesPerMinute);
  const writes = RateLimiter.create({
    perMinute: writesPerMinute,
    refusal,
    clock,
  });
  const previews = RateLimiter.create({
    perMinute: previewsPerMinute,
    refusal: tooMany('previews', previewsPerMinute),
    clock,
  });
  const queries = RateLimiter.create({
    perMinute: queriesPerMinute,
    refusal: tooMany('queries', queriesPerMinute),
    clock,
  });
  return {
    async write({ key, actor }) {
      writes.take(key);
      const last = await history.nthNewest(actor, writesPerMinute);
      if (!last) return;
      const left = last.getTime() + MINUTE_MS - clock().getTime();
      if (left <= 0) return;
      // The clocks of two replicas may differ.
      throw refusal(Math.ceil(Math.min(left, MINUTE_MS) / 1000));
    },
    preview: ({ key }) => previews.take(key),
    query: ({ key }) => queries.take(key),
  };
}

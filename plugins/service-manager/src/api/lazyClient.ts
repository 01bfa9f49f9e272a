import type { ServiceManagerApi } from './serviceManagerApi';

/**
 * The typed client, loaded when it is first asked for: a portal's pages that
 * show no service do not carry it. A load that failed is tried again.
 */
export function lazyClient(
  load: () => Promise<ServiceManagerApi>,
): ServiceManagerApi {
  let client: ReturnType<typeof load> | undefined;
  const get = () => {
    client ??= load().catch(error => {
      client = undefined;
      throw error;
    });
    return client;
  };
  return {
    call: async (...request) => (await get()).call(...request),
    open: async (...request) => (await get()).open(...request),
    async *stream(...request) {
      yield* (await get()).stream(...request);
    },
  };
}

import { Endpoint } from './part';

const running = new Set<Endpoint>();

/** Remembers a started endpoint for {@link stopAll}. */
export function trackEndpoint(endpoint: Endpoint): void {
  running.add(endpoint);
}

/**
 * Stops every part that this process started and that still runs.
 *
 * @public
 */
export async function stopAll(): Promise<void> {
  const endpoints = [...running];
  running.clear();
  await Promise.all(endpoints.map(endpoint => endpoint.stop()));
}

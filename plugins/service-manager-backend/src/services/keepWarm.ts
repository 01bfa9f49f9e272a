import type { LoggerService } from '@backstage/backend-plugin-api';
import type { ServiceDirectory } from './directory';
import type { ListedService } from './entityInfo';
import type { ServiceStates } from './states';

const EVERY_MS = 10_000;

/**
 * Keeps the rows of the fleet page derived, and tells which of them turned
 * with time alone (a deadline passed, a grace period ended). Returns what
 * ends it.
 */
export function keepWarm(options: {
  directory: ServiceDirectory;
  states: ServiceStates;
  logger: LoggerService;
  onTurned(services: ListedService[]): void;
}): () => void {
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  const round = async () => {
    try {
      const turned = await options.states.warm([...options.directory.known()]);
      if (!stopped && turned.length) options.onTurned(turned);
    } catch (error) {
      options.logger.warn('The fleet could not be derived', error as Error);
    }
    if (stopped) return;
    timer = setTimeout(round, EVERY_MS);
    timer.unref();
  };
  void round();
  return () => {
    stopped = true;
    clearTimeout(timer);
  };
}

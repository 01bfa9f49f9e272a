import { setFlagsFromString } from 'v8';
import { runInNewContext } from 'vm';
// What is measured is inside of a room, and no package exports it.
// eslint-disable-next-line @backstage/no-relative-monorepo-imports
import { ClusterStore } from '../../plugins/service-manager-backend/src/workloads/cache/ClusterStore';

/** An object as the API sends it. */
export type KubeObject = Record<string, any>;

export interface CacheMemory {
  pods: number;
  /** Heap of the whole cache divided by its pods, in bytes. */
  bytesPerPod: number;
  /** Heap that the objects take as they come from the API, for comparison. */
  rawBytesPerPod: number;
  /** To take all of them for the first time. */
  firstSyncMs: number;
  /** To go through the same list again, with nothing changed. */
  relistMs: number;
}

/**
 * What the watch cache costs in heap for the given objects, with its indexes.
 * Every page is parsed from JSON, as from the wire, so that nothing is shared
 * that would not be in a backend.
 */
export function measureCacheMemory(
  pages: () => Iterable<Array<{ kind: string; object: KubeObject }>>,
): CacheMemory {
  const store = new ClusterStore({
    now: () => new Date(),
    maxEventsPerObject: 20,
    maxEventAgeMs: 3_600_000,
    onChange: () => {},
  });
  let pods = 0;
  const fill = () => {
    let spent = 0;
    for (const page of pages()) {
      const text = JSON.stringify(page);
      const parsed = JSON.parse(text);
      const started = performance.now();
      for (const { kind, object } of parsed) {
        store.upsert(kind, object);
      }
      spent += performance.now() - started;
    }
    return spent;
  };

  const before = heapUsed();
  const firstSyncMs = fill();
  const after = heapUsed();
  pods = store.all('Pod').length;
  const relistMs = fill();

  const raw: unknown[] = [];
  for (const page of pages()) {
    raw.push(
      JSON.parse(JSON.stringify(page.filter(({ kind }) => kind === 'Pod'))),
    );
  }
  const rawBytes = heapUsed() - after;
  // Both must be alive until here, or there is nothing to measure.
  if (raw.length === 0 || store.all('Pod').length !== pods) {
    throw new Error('nothing was measured');
  }
  return {
    pods,
    bytesPerPod: Math.round((after - before) / pods),
    rawBytesPerPod: Math.round(rawBytes / pods),
    firstSyncMs: Math.round(firstSyncMs),
    relistMs: Math.round(relistMs),
  };
}

function heapUsed(): number {
  setFlagsFromString('--expose-gc');
  const collect = (globalThis as any).gc ?? runInNewContext('gc');
  collect();
  collect();
  return process.memoryUsage().heapUsed;
}

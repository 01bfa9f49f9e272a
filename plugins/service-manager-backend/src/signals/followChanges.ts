import type { Operation } from '@vtasker/backstage-plugin-service-manager-common';
import { LRUCache } from 'lru-cache';
import type { ServiceDirectory, ServiceStates } from '../services';
import { serviceKey } from '../services';
import type { WorkloadChange, WorkloadReader } from '../workloads';
import type { ChangeHints } from './ChangeHints';

/**
 * Carries what changed in clusters and operations to what was derived from it
 * and then to the pages: first forgotten, then hinted, so that who fetches on
 * the hint gets the new. Returns what ends it.
 */
export function followChanges(options: {
  workloads: Pick<WorkloadReader, 'onChange'>;
  operations: {
    onChange(listener: (operation: Operation) => void): () => void;
  };
  directory: ServiceDirectory;
  states: ServiceStates;
  hints: ChangeHints;
  onWorkloadChange?: (change: WorkloadChange) => void;
  /** Once for each outcome: a late revert gives an operation a second one. */
  onEnd?: (operation: Operation) => void;
}): () => void {
  const { directory, states, hints } = options;
  const outcomes = new LRUCache<string, string>({ max: 10_000 });
  const stopWorkloads = options.workloads.onChange((changes, clusters) => {
    const touched = new Map(
      directory.affected(changes).map(service => [service.entityRef, service]),
    );
    for (const change of changes) options.onWorkloadChange?.(change);
    if (clusters.length) {
      // A cluster came or went: all that was seen in it may look otherwise.
      for (const service of directory.known()) {
        if (states.concerns(service, clusters)) {
          touched.set(service.entityRef, service);
        }
      }
    }
    states.forget(touched.keys());
    hints.changed([...touched.values()].map(({ key }) => key));
  });
  const stopOperations = options.operations.onChange(operation => {
    if (operation.outcome && outcomes.get(operation.id) !== operation.outcome) {
      outcomes.set(operation.id, operation.outcome);
      options.onEnd?.(operation);
    }
    hints.changed([serviceKey(operation.entityRef)]);
  });
  return () => {
    stopWorkloads();
    stopOperations();
    hints.stop();
  };
}

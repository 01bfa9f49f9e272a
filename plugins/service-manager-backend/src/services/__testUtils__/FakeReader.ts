import type { ClusterHealth } from '@vtasker/backstage-plugin-service-manager-common';
import type {
  CachedKind,
  CachedObject,
  WorkloadReader,
  WorkloadSnapshot,
} from '../../workloads';
import { health } from './fixtures';

/** What was seen of the clusters, as a test says it. */
export class FakeReader implements WorkloadReader {
  snapshots: WorkloadSnapshot[] = [];
  clusters: ClusterHealth[] = [health()];
  readonly listeners = new Set<Parameters<WorkloadReader['onChange']>[0]>();

  readonly select = jest.fn((target: { selector: any }) =>
    this.snapshots.filter(({ workload }) =>
      Object.entries(target.selector.matchLabels ?? {}).every(
        ([name, value]) => workload.metadata.labels?.[name] === value,
      ),
    ),
  );

  get() {
    return undefined;
  }

  dump(kind: CachedKind): CachedObject[] {
    return this.snapshots
      .flatMap(({ workload, pods, replicaSets }) => [
        workload,
        ...pods,
        ...replicaSets,
      ])
      .filter(object => object.kind === kind);
  }

  health() {
    return this.clusters;
  }

  onChange(listener: Parameters<WorkloadReader['onChange']>[0]) {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}

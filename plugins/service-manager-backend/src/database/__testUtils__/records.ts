import { randomUUID } from 'crypto';
import type { OperationRecord } from '../../operations';
import { workloadRef } from '../../workloads/id';

/** An accepted operation on one Deployment. */
export function aRecord(
  options: Partial<OperationRecord> & { workloads?: string[] } = {},
): OperationRecord {
  const { workloads = ['web'], ...rest } = options;
  return {
    id: randomUUID(),
    entityRef: 'component:default/web',
    title: 'web',
    target: { entityRef: 'component:default/web', selector: {} },
    verb: 'restart',
    parameters: {},
    actor: 'user:default/ann',
    phase: 'accepted',
    createdAt: '2026-01-01T10:00:00.000Z',
    targets: workloads.map(name => ({
      workload: workloadRef({
        cluster: 'one',
        namespace: 'shop',
        kind: 'Deployment',
        name,
      }),
      before: {},
      after: {},
      diff: [],
    })),
    steps: [],
    writes: [],
    goals: [],
    memory: [],
    ...rest,
  };
}

import { workloadRef } from '../../workloads';
import type { PlannedWrite } from '../types';
import { ClusterAccess } from './ClusterAccess';

const CAUSE = 'kubernetes.io/change-cause';
const KEY = '/metadata/annotations/kubernetes.io~1change-cause';

/** What a rollback sends to a Deployment with these annotations. */
async function rollback(
  present: Record<string, string> | undefined,
  earlier: Record<string, string> | undefined,
): Promise<any[]> {
  const sent: any[] = [];
  const access = new ClusterAccess({
    clusters: {
      get: () => ({
        request: async (request: any) => {
          if (request.method === 'PATCH') sent.push(request.body);
          return {
            kind: 'ReplicaSet',
            metadata: { uid: 'u1', annotations: earlier },
            spec: { template: { metadata: {}, spec: { containers: [] } } },
          };
        },
      }),
    } as any,
    writeTimeoutMs: 1_000,
  });
  const write: PlannedWrite = {
    id: 'w',
    workload: workloadRef({
      cluster: 'one',
      namespace: 'shop',
      kind: 'Deployment',
      name: 'web',
    }),
    cluster: 'one',
    path: '/apis/apps/v1/namespaces/shop/deployments/web',
    object: 'Deployment/web',
    title: 'Roll back',
    action: {
      type: 'template',
      source: { kind: 'ReplicaSet', name: 'web-1', uid: 'u1' },
    },
    fields: [],
    state: 'pending',
  };
  const current = { metadata: { resourceVersion: '7', annotations: present } };
  await access.send(write, current, { dryRun: true });
  return sent[0].filter((operation: any) => operation.path === KEY);
}

describe('the change cause after a rollback', () => {
  it.each([
    [
      'is that of the revision',
      { [CAUSE]: 'new', 'argocd.argoproj.io/tracking-id': 'x' },
      { [CAUSE]: 'old' },
      [{ op: 'add', path: KEY, value: 'old' }],
    ],
    [
      'trap: does not stay where the revision has none',
      { [CAUSE]: 'new', 'argocd.argoproj.io/tracking-id': 'x' },
      undefined,
      [{ op: 'remove', path: KEY }],
    ],
    ['is left out where neither has one', { other: 'x' }, {}, []],
    ['is left out without annotations', undefined, undefined, []],
  ])('%s', async (_, present, earlier, expected) => {
    expect(await rollback(present, earlier)).toEqual(expected);
  });
});

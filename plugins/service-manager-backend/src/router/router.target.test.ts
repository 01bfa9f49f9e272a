import * as fc from 'fast-check';
import {
  RouteName,
  routes,
  verbSchema,
} from '@vtasker/backstage-plugin-service-manager-common';
import request from 'supertest';
import { createHarness } from '../services/__testUtils__/harness';

/**
 * The hole to avoid: an entity and a cluster as two separate inputs, where the
 * right to the one is taken for the right to the other.
 */
describe('no input of a client can name a cluster or a namespace', () => {
  const evil = 'kube-system';
  const keys = fc.constantFrom(
    'cluster',
    'clusters',
    'clusterName',
    'namespace',
    'target',
    'ref',
    'selector',
    'labelSelector',
    '__proto__',
    'constructor',
    'entityRef',
    'workload',
    'workloads',
    'replicas',
    'parameters',
    'verb',
    'images',
    'revision',
    'until',
    'reason',
  );
  const leaf = fc.oneof(
    fc.constant(evil),
    fc.constant(`${evil}/Deployment/coredns`),
    fc.constantFrom(...verbSchema.options),
    fc.nat(3),
    fc.constant([evil]),
    fc.constant({ cluster: evil, namespace: evil }),
    fc.constant({ matchLabels: { 'k8s-app': 'kube-dns' } }),
  );
  const object = fc.dictionary(keys, leaf, { maxKeys: 5 });
  /** Often close to valid, so that it comes far. */
  const body = fc.oneof(
    object,
    fc
      .tuple(fc.constantFrom(...verbSchema.options), object, object)
      .map(([verb, parameters, more]) => ({ ...more, verb, parameters })),
    fc
      .tuple(fc.constantFrom('restart', 'stop', 'start'), fc.boolean())
      .map(([verb, named]) => ({
        verb,
        parameters: named ? { workloads: [evil] } : {},
      })),
  );
  const param = fc.constantFrom('default', 'component', 'web', evil, '..');
  const call = fc.record({
    route: fc.constantFrom(...(Object.keys(routes) as RouteName[])),
    params: fc.record({
      namespace: param,
      kind: param,
      name: param,
      id: fc.constantFrom('op-1', evil),
    }),
    /** Most of the time the path of the one entity that exists. */
    known: fc.constantFrom(true, true, true, false),
    query: fc.option(
      fc.dictionary(keys, fc.constantFrom(evil, 'web', `${evil}/coredns`), {
        maxKeys: 2,
      }),
      { freq: 1, nil: {} },
    ),
    body,
    header: fc.constantFrom(
      'X-Cluster',
      'Backstage-Kubernetes-Cluster',
      'X-Namespace',
    ),
  });

  const target = {
    entityRef: 'component:default/web',
    selector: { matchLabels: { 'backstage.io/kubernetes-id': 'web' } },
  };

  it('holds for any path, query, body and header', async () => {
    let reached = 0;
    const { app, operations, reader, states } = createHarness();
    await fc.assert(
      fc.asyncProperty(call, async input => {
        jest.clearAllMocks();
        states.forget([target.entityRef]);
        const { method, path } = routes[input.route];
        const params: Record<string, string> = {
          ...input.params,
          ...(input.known && {
            namespace: 'default',
            kind: 'component',
            name: 'web',
          }),
        };
        const url = `/api/service-manager/v1${path.replace(
          /:(\w+)/g,
          (_, name) => encodeURIComponent(params[name]),
        )}`;
        const pending =
          method === 'GET'
            ? request(app).get(url)
            : request(app).post(url).send(input.body);
        const response = await pending
          .query(input.query)
          .set(input.header, evil);
        expect(response.status).not.toBe(500);
        const { preview, run, undo, revisions, cancel } = operations;
        for (const act of [preview, run, undo, revisions]) {
          for (const [ctx] of act.mock.calls as any[]) {
            reached += 1;
            expect(ctx.target).toEqual(target);
            expect(ctx.entityRef).toBe(target.entityRef);
          }
        }
        for (const [selected] of reader.select.mock.calls) {
          expect(selected).toEqual(target);
        }
        // What has no context acts on an operation by its id alone.
        for (const [id] of cancel.mock.calls as any[]) expect(id).toBe('op-1');
      }),
      { numRuns: 1000 },
    );
    // Or else the property would hold because nothing ever gets in.
    expect(reached).toBeGreaterThan(50);
  }, 60_000);
});

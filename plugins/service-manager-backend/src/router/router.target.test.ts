import * as fc from 'fast-check';
import {
  RouteName,
  routes,
  verbSchema,
} from '@vtasker/backstage-plugin-service-manager-common';
import request from 'supertest';
import { alertRule, createHarness } from '../services/__testUtils__/harness';

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
    body: fc.oneof(fc.constant({}), object, body),
    header: fc.constantFrom(
      'X-Cluster',
      'Backstage-Kubernetes-Cluster',
      'X-Namespace',
    ),
  });
  type Call = typeof call extends fc.Arbitrary<infer T> ? T : never;

  const target = {
    entityRef: 'component:default/web',
    selector: { matchLabels: { 'backstage.io/kubernetes-id': 'web' } },
  };
  const range = { from: '2026-03-01T11:00:00Z', until: '2026-03-01T12:00:00Z' };
  const rule = { definition: alertRule.definition };
  const operation = { verb: 'restart', parameters: {}, precondition: 'p1' };
  /** What each route wants, or else nothing would ever come far. */
  const wanted: Record<RouteName, { query?: object; body?: object }> = {
    listServices: {},
    getService: {},
    listRevisions: {},
    listOperations: {},
    previewOperation: { body: { verb: 'restart', parameters: {} } },
    createOperation: { body: operation },
    getOperation: {},
    cancelOperation: {},
    undoOperation: {},
    listClusters: {},
    listLogSources: {},
    listLogs: {},
    getLogVolume: { query: range },
    getMetrics: { query: range },
    queryMetrics: { query: { ...range, query: 'up' } },
    listTrends: {},
    listAlertCounts: {},
    listAlerts: {},
    listIncidents: { query: range },
    silenceAlert: {
      body: { alertId: 'a1', reason: 'known', until: '2026-03-01T13:00:00Z' },
    },
    restoreSilence: { body: { id: 'x1' } },
    restoreAlertRule: { body: { id: 'x1' } },
    endSilence: { body: { silenceId: 's1' } },
    saveAlertRule: { body: rule },
    deleteAlertRule: { body: { id: 'r1' } },
    listPrometheusRules: {},
    applyPrometheusRules: {},
  };
  /** Those that are about no single service. */
  const general: RouteName[] = ['listClusters', 'getOperation'];

  const harness = createHarness();
  const { app, operations, reader, states, alerts, context } = harness;
  const { logs, metrics } = context;
  const ofOperations = [
    operations.preview,
    operations.run,
    operations.undo,
    operations.revisions,
  ];
  const ofRooms = [
    ...(['sources', 'page', 'volume'] as const).map(name =>
      jest.spyOn(logs, name),
    ),
    ...(['read', 'query'] as const).map(name => jest.spyOn(metrics, name)),
    alerts.list,
    alerts.silence,
    alerts.endSilence,
    alerts.restoreSilence,
    alerts.incidents,
    alerts.restoreRule,
    alerts.saveRule,
    alerts.deleteRule,
    alerts.prometheusRules,
    alerts.applyPrometheusRules,
  ];

  /** Sends it, and looks at whom every room behind the door was asked about. */
  async function reach(route: RouteName, input: Call): Promise<number> {
    jest.clearAllMocks();
    states.forget([target.entityRef]);
    let reached = 0;
    const { method, path } = routes[route];
    const params: Record<string, string> = {
      ...input.params,
      ...(input.known && {
        namespace: 'default',
        kind: 'component',
        name: 'web',
      }),
    };
    const url = `/api/service-manager/v1${path.replace(/:(\w+)/g, (_, name) =>
      encodeURIComponent(params[name]),
    )}`;
    const pending =
      method === 'GET'
        ? request(app).get(url)
        : request(app)
            .post(url)
            .send({ ...wanted[route].body, ...input.body });
    const response = await pending
      .query({ ...wanted[route].query, ...input.query })
      .set(input.header, evil);
    expect(response.status).not.toBe(500);
    for (const act of ofOperations) {
      for (const [ctx] of act.mock.calls as any[]) {
        reached++;
        expect(ctx.target).toEqual(target);
        expect(ctx.entityRef).toBe(target.entityRef);
      }
    }
    for (const ask of ofRooms) {
      for (const [subject] of ask.mock.calls as any[]) {
        reached++;
        expect(subject.entityRef).toBe(target.entityRef);
        expect(subject.target.target ?? subject.target).toEqual(target);
      }
    }
    for (const [subjects] of alerts.counts.mock.calls) {
      for (const subject of subjects) {
        reached++;
        expect(subject.entityRef).toBe(target.entityRef);
        expect(subject.target.target).toEqual(target);
      }
    }
    for (const [selected] of reader.select.mock.calls) {
      reached++;
      expect(selected).toEqual(target);
    }
    for (const [ref] of operations.list.mock.calls) {
      reached++;
      expect(ref).toBe(target.entityRef);
    }
    // What has no context acts on an operation by its id alone.
    for (const [id] of operations.cancel.mock.calls as any[]) {
      reached++;
      expect(id).toBe('op-1');
    }
    return reached;
  }

  it.each(Object.keys(wanted) as RouteName[])(
    '%s: for any path, query, body and header',
    async route => {
      // Or else the property would hold because nothing ever gets in.
      const plain: Call = {
        params: { namespace: '..', kind: '..', name: '..', id: 'op-1' },
        known: true,
        query: {},
        body: {},
        header: 'X-Cluster',
      };
      const reached = await reach(route, plain);
      expect(reached > 0).toBe(!general.includes(route));
      await fc.assert(
        fc.asyncProperty(call, async input => {
          await reach(route, input);
        }),
        { numRuns: 60 },
      );
    },
  );
});

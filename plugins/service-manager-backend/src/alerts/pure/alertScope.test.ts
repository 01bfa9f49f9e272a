import fc from 'fast-check';
import { snapshotOf } from '../../metrics/__testUtils__/places';
import type { Upstream } from '../../upstreams';
import { activeAlertsQuery, alertScopes, belongs } from './alertScope';
import { keepsWithin } from './silences';

const upstream: Upstream = {
  kind: 'prometheus',
  name: 'Metrics',
  url: 'http://prometheus',
  clusterValues: {},
  headers: {},
  labels: { namespace: 'namespace', pod: 'pod', container: 'container' },
  timeoutMs: 1_000,
};
const web = [
  snapshotOf('Deployment', 'web', { replicaSets: ['web-7d4b9c6f8d'] }),
  snapshotOf('CronJob', 'report', { jobs: ['report-29000000'] }),
  snapshotOf('StatefulSet', 'db', { namespace: 'data' }),
];
const scopes = alertScopes(upstream, 'local', web);

describe('what an alert is about', () => {
  it.each([
    [{ namespace: 'shop', pod: 'web-7d4b9c6f8d-x2x2x' }, true],
    [{ namespace: 'shop', deployment: 'web', job: 'any' }, true],
    [{ namespace: 'shop', job_name: 'report-29000001' }, true],
    [{ namespace: 'shop', cronjob: 'report' }, true],
    [{ namespace: 'data', statefulset: 'db' }, true],
    [{ namespace: 'data', pod: 'db-2' }, true],
    // Others in the namespace, the same names elsewhere, and no name at all.
    [{ namespace: 'shop' }, false],
    [{ namespace: 'shop', deployment: 'web-admin' }, false],
    [{ namespace: 'shop', deployment: 'my-web' }, false],
    [{ namespace: 'shop', pod: 'web-admin-7d4b9c6f8d-x2x2x' }, false],
    [{ namespace: 'data', deployment: 'web' }, false],
    [{ namespace: 'shop', statefulset: 'db' }, false],
    [{ deployment: 'web' }, false],
    [{ namespace: 'shop', deployment: '' }, false],
    [{ namespace: 'shop', deployment: 'web\ndb' }, false],
    [{}, false],
  ])('%j: %s', (labels, expected) => {
    expect(belongs(scopes, labels as Record<string, string>)).toBe(expected);
  });

  it('keeps a Prometheus of several clusters to one', () => {
    const shared = { ...upstream, clusterLabel: 'cluster' };
    const one = alertScopes(shared, 'local', web);
    const labels = { namespace: 'shop', deployment: 'web' };
    expect(belongs(one, { ...labels, cluster: 'local' })).toBe(true);
    expect(belongs(one, { ...labels, cluster: 'other' })).toBe(false);
    expect(belongs(one, labels)).toBe(false);
    expect(activeAlertsQuery(one)).not.toMatch(/ALERTS\{(?!cluster="local",)/);
  });
});

describe('how far a silence reaches', () => {
  const matcher = (name: string, value: string, more: object = {}) => ({
    name,
    value,
    isRegex: false,
    isEqual: true,
    ...more,
  });
  const shop = matcher('namespace', 'shop');

  it.each([
    ['one deployment', [shop, matcher('deployment', 'web')], true],
    [
      'less of it',
      [shop, matcher('deployment', 'web'), matcher('a', 'b')],
      true,
    ],
    ['the namespace', [shop], false],
    ['all namespaces', [matcher('deployment', 'web')], false],
    ['another deployment', [shop, matcher('deployment', 'api')], false],
    [
      'an expression',
      [shop, matcher('deployment', 'web.*', { isRegex: true })],
      false,
    ],
    [
      'all but one',
      [shop, matcher('deployment', 'web', { isEqual: false })],
      false,
    ],
    ['what has no deployment', [shop, matcher('deployment', '')], false],
    ['everything', [], false],
  ])('%s', (_, matchers, within) => {
    expect(keepsWithin(scopes, matchers)).toBe(within);
  });

  it('the labels of an alert of the service never reach an alert of another', () => {
    const names = fc.constantFrom('namespace', 'pod', 'deployment', 'cluster');
    const values = fc.constantFrom('shop', 'data', 'web', 'api', 'db-0', '');
    const labels = fc.dictionary(names, values);
    fc.assert(
      fc.property(labels, labels, (own, other) => {
        const exact = Object.entries(own).map(([name, value]) =>
          matcher(name, value),
        );
        // What Alertmanager does: an absent label is an empty one.
        const reached = exact.every(
          ({ name, value }) => (other[name] ?? '') === value,
        );
        const leaks =
          keepsWithin(scopes, exact) && reached && !belongs(scopes, other);
        expect(leaks).toBe(false);
        expect(keepsWithin(scopes, exact)).toBe(belongs(scopes, own));
      }),
    );
  });
});

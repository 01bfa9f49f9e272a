import { snapshotOf } from '../../metrics/__testUtils__/places';
import type { Upstream } from '../../upstreams';
import type { WorkloadSnapshot } from '../../workloads';
import { alertScopes } from './alertScope';
import { keepsWithin, replaceable, silenceMatchers } from './silences';

const upstream: Upstream = {
  kind: 'alertmanager',
  name: 'Pager',
  url: 'http://pager',
  clusterValues: {},
  headers: {},
  labels: { namespace: 'namespace', pod: 'pod', container: 'container' },
  timeoutMs: 1_000,
};

const pod = 'web-7d4b9c6f8d-x2x2x';
const web = (hash = '7d4b9c6f8d') => [
  snapshotOf('Deployment', 'web', {
    pods: [`web-${hash}-x2x2x`],
    replicaSets: [`web-${hash}`],
  }),
];
const scopesOf = (workloads: WorkloadSnapshot[]) =>
  alertScopes(upstream, 'local', workloads);
const reaches =
  (matchers: { name: string; value: string; isRegex: boolean }[]) =>
  (labels: Record<string, string>) =>
    matchers.every(({ name, value, isRegex }) =>
      isRegex
        ? new RegExp(`^(?:${value})$`).test(labels[name] ?? '')
        : labels[name] === value,
    );

describe('what a silence reaches', () => {
  const labels = {
    alertname: 'PodSlow',
    namespace: 'shop',
    pod,
    instance: '10.0.0.7:8080',
    severity: 'warning',
  };

  it('a replaced pod is covered, another service and namespace are not', () => {
    const matchers = silenceMatchers(
      labels,
      upstream,
      scopesOf(web()),
      'every-pod',
    )!;
    expect(matchers.map(({ name }) => name).sort()).toEqual([
      'alertname',
      'namespace',
      'pod',
      'severity',
    ]);
    const covers = reaches(matchers);
    expect(covers(labels)).toBe(true);
    // After a rollout: another hash, another address.
    expect(
      covers({ ...labels, pod: 'web-5c9f8b7d6c-zzzzz', instance: '10.9.9.9' }),
    ).toBe(true);
    expect(covers({ ...labels, pod: 'web-db-0' })).toBe(false);
    expect(covers({ ...labels, pod: 'web-db-5c9f8b7d6c-zzzzz' })).toBe(false);
    expect(covers({ ...labels, namespace: 'garden' })).toBe(false);
    expect(covers({ ...labels, alertname: 'Other' })).toBe(false);
  });

  it('is exact where that is what is wanted', () => {
    const matchers = silenceMatchers(
      labels,
      upstream,
      scopesOf(web()),
      'this-alert',
    )!;
    expect(matchers).toHaveLength(5);
    expect(matchers.some(({ isRegex }) => isRegex)).toBe(false);
  });

  it('needs no expression where the workload is named', () => {
    const matchers = silenceMatchers(
      { ...labels, deployment: 'web' },
      upstream,
      scopesOf(web()),
      'every-pod',
    )!;
    expect(matchers.map(({ name }) => name).sort()).toEqual([
      'alertname',
      'deployment',
      'namespace',
      'severity',
    ]);
  });

  it('is none where nothing would keep it within the service', () => {
    expect(
      silenceMatchers(
        { alertname: 'NamespaceFull', namespace: 'shop' },
        upstream,
        scopesOf(web()),
        'every-pod',
      ),
    ).toBeUndefined();
    expect(
      silenceMatchers(
        { ...labels, pod: 'web-db-0' },
        upstream,
        scopesOf(web()),
        'every-pod',
      ),
    ).toBeUndefined();
  });

  it('can be ended from here also after a rollout', () => {
    const matchers = silenceMatchers(
      labels,
      upstream,
      scopesOf(web()),
      'every-pod',
    )!;
    expect(keepsWithin(scopesOf(web('5c9f8b7d6c')), matchers)).toBe(true);
  });

  it.each([
    ['anything', '.*'],
    ['anything beside our own', `web-7d4b9c6f8d-x2x2x|.*`],
    ['a dot that is not one', 'web-7d4b9c6f8d.x2x2x'],
    ['another service', 'web-db-0'],
    ['a longer class', 'web-7d4b9c6f8d-[a-z0-9]{5}'],
    ['nothing', ''],
    ['an alternative that is empty', 'web-7d4b9c6f8d-x2x2x|'],
  ])('is not the service’s own where a person wrote %s', (_, value) => {
    const matchers = [
      { name: 'namespace', value: 'shop', isRegex: false },
      { name: 'pod', value, isRegex: true },
    ];
    expect(keepsWithin(scopesOf(web()), matchers)).toBe(false);
  });

  it('a matcher that excludes keeps nothing within', () => {
    expect(
      keepsWithin(scopesOf(web()), [
        { name: 'namespace', value: 'shop', isRegex: false },
        { name: 'pod', value: pod, isRegex: false, isEqual: false },
      ]),
    ).toBe(false);
  });

  it('names what is left out', () => {
    expect(replaceable(labels, upstream)).toEqual(['instance', 'pod']);
    expect(
      replaceable(
        { kubernetes_pod: 'a' },
        { labels: { ...upstream.labels, pod: 'kubernetes_pod' } },
      ),
    ).toEqual(['kubernetes_pod']);
  });
});

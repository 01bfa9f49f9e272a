import { ConfigReader } from '@backstage/config';
import { clusterMatcher, upstreamOf } from './choose';
import { readUpstreams } from './readUpstreams';
import { refusalOf } from './refusal';
import { UpstreamError } from './UpstreamError';

const read = (prometheus: any) =>
  readUpstreams(
    new ConfigReader({ 'service-manager': { prometheus } }),
    'prometheus',
    ['eu', 'us'],
  );
const url = 'http://prom:9090';

describe('upstreams of the configuration', () => {
  it('are none where none is configured', () => {
    expect(readUpstreams(new ConfigReader({}), 'prometheus', ['eu'])).toEqual(
      [],
    );
  });

  it('may be one or a list, and are called by their host unless named', () => {
    expect(read({ url: `${url}/prom/` })).toMatchObject([
      {
        name: 'prom:9090',
        url: `${url}/prom`,
        timeoutMs: 30_000,
        headers: {},
        labels: { namespace: 'namespace', pod: 'pod', container: 'container' },
      },
    ]);
    expect(
      read([
        { url, name: 'one', tenant: 'a' },
        { url, basicAuth: { username: 'u', password: 'p' } },
        { url, token: 't', labels: { pod: 'exported_pod' } },
      ]),
    ).toMatchObject([
      { name: 'one', headers: { 'X-Scope-OrgID': 'a' } },
      { headers: { Authorization: 'Basic dTpw' } },
      {
        headers: { Authorization: 'Bearer t' },
        labels: { pod: 'exported_pod' },
      },
    ]);
  });

  it.each([
    [{}, 'service-manager.prometheus'],
    [{ url: 'prom' }, 'service-manager.prometheus.url'],
    [{ url: 'file:///etc/passwd' }, 'service-manager.prometheus.url'],
    [{ url: 'http://u:p@prom' }, 'service-manager.prometheus.url'],
    [[{ url }, { url: 'x' }], 'service-manager.prometheus[1].url'],
    [{ url, clusters: ['asia'] }, 'service-manager.prometheus.clusters'],
    [{ url, timeoutSeconds: 0 }, 'service-manager.prometheus.timeoutSeconds'],
    [{ url, clusterLabel: 'a"b' }, 'service-manager.prometheus.clusterLabel'],
    [
      { url, labels: { namespace: 'a\u0000' } },
      'service-manager.prometheus.labels.namespace',
    ],
    [
      { url, labels: { pod: 'p\u202eod' } },
      'service-manager.prometheus.labels.pod',
    ],
    [
      { url, token: 't', basicAuth: { username: 'u', password: 'p' } },
      'service-manager.prometheus has both',
    ],
  ])('%j: the error names the key', (prometheus, key) => {
    expect(() => read(prometheus)).toThrow(key);
  });

  it('no error of the configuration repeats a credential', () => {
    const secret = 'hunter2';
    for (const prometheus of [
      { url: `http://u:${secret}@prom` },
      { url: `u:${secret}@prom` },
      { url: `http://u:${secret}@` },
      { url, token: secret, basicAuth: { username: 'u', password: secret } },
    ]) {
      let message = '';
      try {
        read(prometheus);
      } catch (error) {
        message = String(error);
      }
      expect(message).not.toBe('');
      expect(message).not.toContain(secret);
    }
  });

  it('one that names the cluster wins over one for all', () => {
    const all = read([
      { url, name: 'all', clusterLabel: 'k8s', clusterValues: { eu: 'e-1' } },
      { url, name: 'eu', clusters: ['eu'] },
    ]);
    expect(upstreamOf(all, 'eu')!.name).toBe('eu');
    expect(upstreamOf(all, 'us')!.name).toBe('all');
    expect(upstreamOf(all.slice(1), 'us')).toBeUndefined();
    expect(clusterMatcher(all[0], 'us')).toEqual({ label: 'k8s', value: 'us' });
    expect(clusterMatcher(all[0], 'eu')).toEqual({
      label: 'k8s',
      value: 'e-1',
    });
    expect(clusterMatcher(all[1], 'eu')).toBeUndefined();
  });

  it.each([
    ['bad-query', 400, 'query.query'],
    ['too-much', 422, 'query.query'],
    ['timeout', 503, undefined],
    ['refused', 503, undefined],
  ] as const)('%s is answered with %i', (kind, status, field) => {
    const refusal = refusalOf(new UpstreamError(kind, 'Words.'), 'query.query');
    expect(refusal).toMatchObject({ status, field, message: 'Words.' });
    expect(refusal.nextStep).toBeTruthy();
  });
});

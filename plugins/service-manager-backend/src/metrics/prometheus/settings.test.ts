import { ConfigReader } from '@backstage/config';
import { matcherText, quote, selector } from './scope';
import { readPrometheus } from './settings';

const url = 'http://prom:9090';
const read = (prometheus: any) =>
  readPrometheus(new ConfigReader({ 'service-manager': { prometheus } }), []);

describe('Prometheus in the configuration', () => {
  it('has names that most use, and takes others', () => {
    const [plain, own] = read([
      { url },
      {
        url,
        scrapeSeconds: 15,
        names: { requests: 'app:requests', duration: 'd', status: ['rc'] },
      },
    ]);
    expect(plain).toMatchObject({
      scrapeSeconds: 30,
      names: {
        requests: 'http_requests_total',
        duration: 'http_request_duration_seconds',
        status: ['status', 'code', 'status_code'],
      },
    });
    expect(own).toMatchObject({
      scrapeSeconds: 15,
      names: { requests: 'app:requests', duration: 'd', status: ['rc'] },
    });
  });

  it.each([
    [{ scrapeSeconds: 0 }, 'prometheus.scrapeSeconds'],
    [{ scrapeSeconds: 7_200 }, 'prometheus.scrapeSeconds'],
    [{ names: { requests: 'a{b="c"}' } }, 'prometheus.names.requests'],
    [{ names: { duration: 'a b' } }, 'prometheus.names.duration'],
    [{ names: { status: ['a"b'] } }, 'prometheus.names.status'],
    [{ names: { status: ['a\u0000'] } }, 'prometheus.names.status'],
    [{ names: { status: ['\u202ecode'] } }, 'prometheus.names.status'],
    [{ names: { status: [] } }, 'prometheus.names.status'],
  ])('%j: the error names the key', (more, key) => {
    expect(() => read({ url, ...more })).toThrow(`service-manager.${key}`);
  });
});

describe('values in a selector', () => {
  it.each([
    ['a"b', '"a\\"b"'],
    ['a\\"b', '"a\\\\\\"b"'],
    ['a\nb\r\t', '"a\\nb\\r\\t"'],
    ['a\u0000b\u007f', '"a\\x00b\\x7f"'],
    ["`'{}", '"`\'{}"'],
    ['\u202eü', '"\u202eü"'],
  ])('%j cannot end its text', (value, text) => {
    expect(quote(value)).toBe(text);
  });

  it.each(['a"b', 'a\u0000', '\u202ea', 'a-b', '', '1a', 'a}'])(
    'a label name %j is refused',
    label => {
      expect(() => matcherText({ label, operator: '=', value: '' })).toThrow(
        'is not the name of a label',
      );
    },
  );

  it('are joined after the metric', () => {
    expect(
      selector('up', [
        { label: 'a', operator: '=', value: 'b' },
        { label: 'c', operator: '!~', value: 'd' },
      ]),
    ).toBe('up{a="b",c!~"d"}');
  });
});

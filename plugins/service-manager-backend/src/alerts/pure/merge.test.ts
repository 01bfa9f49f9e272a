import fc from 'fast-check';
import { describeAlert, FoundAlert, mergeAlerts } from './merge';

const found = (
  source: FoundAlert['source'],
  labels: Record<string, string>,
  more: Partial<FoundAlert> = {},
): FoundAlert => ({
  source,
  cluster: 'local',
  state: 'firing',
  labels,
  annotations: {},
  ...more,
});

describe('mergeAlerts', () => {
  const labels = { alertname: 'Down', namespace: 'shop', deployment: 'web' };

  it('takes pending and the value from Prometheus, what is silenced from Alertmanager', () => {
    const merged = mergeAlerts(
      [found('prometheus', labels, { value: '3' })],
      [
        found(
          'alertmanager',
          { ...labels, cluster: 'eu', replica: 'a' },
          { silencedBy: ['s1'] },
        ),
        // A replica of the same Prometheus, told apart by an external label.
        found(
          'alertmanager',
          { ...labels, cluster: 'eu', replica: 'b' },
          { silencedBy: ['s1', 's2'] },
        ),
      ],
    );
    expect(merged).toEqual([
      expect.objectContaining({
        source: 'prometheus',
        value: '3',
        labels,
        silencedBy: ['s1', 's2'],
        sentLabels: { ...labels, cluster: 'eu', replica: 'a' },
      }),
    ]);
  });

  it('keeps the id when Alertmanager gets to know of it', () => {
    const [pending] = mergeAlerts([found('prometheus', labels)], []);
    const [firing] = mergeAlerts(
      [found('prometheus', labels)],
      [found('alertmanager', { ...labels, cluster: 'eu' })],
    );
    expect(firing.id).toBe(pending.id);
  });

  it('does not join what is of another cluster', () => {
    expect(
      mergeAlerts(
        [found('prometheus', labels)],
        [found('alertmanager', labels, { cluster: 'other' })],
      ),
    ).toHaveLength(2);
  });

  it('shows each alert once, in the same order whatever the order they come in', () => {
    const alert = fc.record({
      alertname: fc.constantFrom('Down', 'Slow'),
      pod: fc.constantFrom('a', 'b', 'c'),
    });
    const several = fc.uniqueArray(alert, {
      selector: one => JSON.stringify(one),
      maxLength: 6,
    });
    fc.assert(
      fc.property(several, several, fc.integer(), (one, other, seed) => {
        const turned = <T>(list: T[]) =>
          seed % 2 ? [...list].reverse() : [...list];
        const merge = (turn: <T>(list: T[]) => T[]) =>
          mergeAlerts(
            turn(one.map(each => found('prometheus', each))),
            turn(
              other.map(each =>
                found('alertmanager', { ...each, cluster: 'eu' }),
              ),
            ),
          );
        const merged = merge(list => list);
        const wanted = new Set(
          [...one, ...other].map(each => JSON.stringify(each)),
        );
        expect(merged).toHaveLength(wanted.size);
        expect(new Set(merged.map(({ id }) => id)).size).toBe(merged.length);
        expect(merge(turned)).toEqual(merged);
      }),
    );
  });
});

describe('describeAlert', () => {
  const told = (
    labels: Record<string, string>,
    annotations: Record<string, string> = {},
  ) => describeAlert({ ...found('prometheus', labels), annotations });

  it.each([
    ['critical', 'critical'],
    ['page', 'critical'],
    ['Warning', 'warning'],
    ['info', 'info'],
    ['none', 'info'],
    ['purple', 'unknown'],
    [undefined, 'unknown'],
  ])('the severity %s is %s', (severity, expected) => {
    expect(
      told({ alertname: 'Down', ...(severity && { severity }) }).severity,
    ).toBe(expected);
  });

  it('says what there is to say, once', () => {
    expect(told({ alertname: 'Down' }).summary).toBe('Down');
    expect(told({}, { message: 'Old style' }).summary).toBe('Old style');
    expect(told({}, { description: 'All' })).toMatchObject({
      summary: 'All',
      description: undefined,
    });
  });

  it.each(['http://a.example', 'HTTPS://a.example/b'])('%s is a link', url => {
    expect(told({}, { runbook_url: url }).runbookUrl).toBe(url);
  });

  it.each(['data:text/html,hello', 'file:///etc', ' http://a', 'runbook 7'])(
    '%s is none',
    url => {
      expect(told({}, { runbook_url: url }).runbookUrl).toBeUndefined();
    },
  );
});

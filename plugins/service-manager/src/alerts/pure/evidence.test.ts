import { aRule, someRules } from '../../testing';
import { logsQuery, metricsQuery, safeLink, windowOf } from './evidence';

const since = '2026-03-10T15:00:00.000Z';
const later = new Date('2026-03-10T18:00:00Z');
const alert = { since, labels: {} };

describe('the evidence of an alert', () => {
  it('lies around its begin, and not in the future', () => {
    expect(windowOf(since, later)).toEqual({
      from: '2026-03-10T14:45:00.000Z',
      until: '2026-03-10T15:15:00.000Z',
    });
    expect(windowOf(since, new Date('2026-03-10T15:05:00Z'))).toEqual({
      from: '2026-03-10T14:45:00.000Z',
      until: '2026-03-10T15:05:00.000Z',
    });
  });

  it('of a clock that is ahead of ours is a window all the same', () => {
    const { from, until } = windowOf(since, new Date('2026-03-10T14:00:00Z'))!;
    expect(Date.parse(from)).toBeLessThan(Date.parse(until));
  });

  it('is not looked for around a time that is none', () => {
    expect(windowOf('soon', later)).toBe(undefined);
    expect(logsQuery({ ...alert, since: 'soon' }, undefined, later)).toBe('');
  });

  it('is in the error lines, of the pod that is named', () => {
    const query = new URLSearchParams(
      logsQuery(
        { since, labels: { pod: 'web-1' } },
        { ...aRule().definition, kind: 'error-logs', perMinute: 3 },
        later,
      ),
    );
    expect(query.get('level')).toBe('error,fatal');
    expect(query.get('pod')).toBe('web-1');
  });

  it('is in the chart that the rule watches', () => {
    const panelOf = (definition = someRules[2].definition) =>
      new URLSearchParams(metricsQuery(alert, definition, later)).get('panel');
    expect(panelOf()).toBe('memory');
    expect(panelOf(someRules[0].definition)).toBe(null);
  });
});

describe('a link of an alert', () => {
  it.each([
    // eslint-disable-next-line no-script-url
    ['javascript:alert(1)'],
    ['data:text/html,x'],
    ['//host/path'],
    ['runbook.md'],
    [''],
  ])('is none when it is %s', address => {
    expect(safeLink(address)).toBe(undefined);
  });

  it('is one with http or https', () => {
    expect(safeLink('https://runbooks.example/a b')).toBe(
      'https://runbooks.example/a%20b',
    );
  });
});

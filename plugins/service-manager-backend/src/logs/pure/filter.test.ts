import type { LogLine } from '@vtasker/backstage-plugin-service-manager-common';
import { ServiceManagerError } from '../../errors';
import { createFilter, GivenFilters } from './filter';

function line(text: string, more: Partial<LogLine> = {}): LogLine {
  return {
    type: 'line',
    ns: '1',
    cursor: 'c',
    cluster: 'local',
    pod: 'web-1',
    container: 'web',
    level: 'info',
    text,
    ...more,
  };
}

function refusal(given: GivenFilters): ServiceManagerError {
  try {
    createFilter(given);
  } catch (error) {
    expect(error).toBeInstanceOf(ServiceManagerError);
    return error as ServiceManagerError;
  }
  throw new Error('It was taken');
}

describe('filters', () => {
  it.each<[GivenFilters, LogLine, boolean]>([
    [{}, line('x'), true],
    [{ text: 'FAIL' }, line('it failed'), true],
    [{ text: '.*' }, line('it failed'), false],
    [{ regex: 'fail(ed)?$' }, line('it failed'), true],
    [{ regex: '(?i)FAIL' }, line('it failed'), true],
    [{ regex: '^failed' }, line('it failed'), false],
    [{ level: 'warn, info' }, line('x'), true],
    [{ level: 'error' }, line('x'), false],
    [{ pod: 'web-1,web-2' }, line('x'), true],
    [{ pod: 'web-2' }, line('x'), false],
    [{ container: 'proxy' }, line('x'), false],
    [{ field: '{"status":"500"}' }, line('{"status":500}'), true],
    [{ field: '{"status":500}' }, line('a=1 status=500'), true],
    [{ field: '{"status":"500"}' }, line('status 500'), false],
    [{ field: '{"a":"1","b":"2"}' }, line('a=1 b=3'), false],
    [{ text: 'it', level: 'error' }, line('it'), false],
  ])('%j', (given, one, expected) => {
    expect(createFilter(given).matches(one)).toBe(expected);
  });

  it('does not run a regex as JavaScript would: no catastrophe', () => {
    const { matches } = createFilter({ regex: '(a+)+$' });
    const begin = performance.now();
    expect(matches(line(`${'a'.repeat(5_000)}!`))).toBe(false);
    expect(performance.now() - begin).toBeLessThan(2_000);
  });

  it.each([
    ['a(b', 'missing closing \\)'],
    ['a[z', 'position 2: \\[z'],
    ['x{2,1}', 'position 2'],
    ['(?=a)', 'position 1'],
    ['(a)\\1', 'position 4'],
    ['*a', 'position 1'],
  ])('tells where the regex %s is wrong', (regex, words) => {
    const { field, message, nextStep, status } = refusal({ regex });
    expect(field).toBe('query.regex');
    expect(status).toBe(400);
    expect(message).toMatch(new RegExp(words));
    expect(nextStep).toContain('RE2');
  });

  it.each<[GivenFilters, string]>([
    [{ pod: 'web\0' }, 'query.pod'],
    [{ pod: 'web-1,we\u202eb' }, 'query.pod'],
    [{ pod: 'web"} or {' }, 'query.pod'],
    [{ pod: '../../secrets' }, 'query.pod'],
    [{ container: 'Web' }, 'query.container'],
    [{ level: 'loud' }, 'query.level'],
    [{ field: 'status=500' }, 'query.field'],
    [{ field: '["a"]' }, 'query.field'],
    [{ field: '{"a":{}}' }, 'query.field'],
  ])('refuses %j and names %s', (given, field) => {
    const error = refusal(given);
    expect(error.field).toBe(field);
    expect(error.nextStep).toBeTruthy();
    // A name that hides something is shown as what it is.
    expect(error.message).not.toMatch(/[\0\u202e]/);
  });
});

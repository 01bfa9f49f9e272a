import { fieldsOf } from './fields';
import { levelOf } from './level';

describe('the level of a line', () => {
  it.each([
    ['{"level":"error","msg":"x"}', 'error'],
    ['{"severity":"WARNING","message":"x"}', 'warn'],
    ['{"level":50,"msg":"as a number"}', 'error'],
    ['{"level":30}', 'info'],
    ['{"log":{"level":"debug"}}', 'debug'],
    ['{"Level":"Information"}', 'info'],
    ['{"msg":"an error happened"}', 'unknown'],
    ['level=warn msg="slow"', 'warn'],
    ['time=2026-03-01 lvl=dbug msg=x', 'debug'],
    ['msg="level=error" level=info', 'info'],
    ['ERROR it failed', 'error'],
    ['error: it failed', 'error'],
    ['[WARN] slow', 'warn'],
    ['2026-03-01 12:00:00.123 INFO started', 'info'],
    ['2026-03-01T12:00:00Z [main] ERROR com.example.Main - no', 'error'],
    ['2026-03-01 12:00:00,123 - app.db - CRITICAL - no', 'fatal'],
    ['[2026-03-01 12:00:00] TRACE x', 'trace'],
    ['E0301 12:00:00.000000       1 main.go:1] no', 'error'],
    ['I0301 12:00:00.000000       1 main.go:1] yes', 'info'],
    ['panic: runtime error', 'fatal'],
    ['Informing all: no error here', 'unknown'],
    ['Errors: 0', 'unknown'],
    ['constructor called', 'unknown'],
    ['', 'unknown'],
    ['	at com.example.Main(Main.java:1)', 'unknown'],
  ])('%s: %s', (text, level) => {
    expect(levelOf(text)).toBe(level);
  });

  it('is not an error because it came from stderr: only the line itself counts', () => {
    expect(levelOf('listening on 8080')).toBe('unknown');
  });
});

describe('fields', () => {
  it('keeps big integers as they are written', () => {
    const fields = fieldsOf('{"id":12345678901234567890,"a":{"b":1.50}}')!;
    expect(fields.get('id')).toBe('12345678901234567890');
    expect(fields.get('a.b')).toBe('1.50');
  });

  it('reads logfmt with quotes', () => {
    expect(fieldsOf('a=1 msg="x \\"y\\" z" empty= b.c=d')).toEqual(
      new Map([
        ['a', '1'],
        ['msg', 'x "y" z'],
        ['empty', ''],
        ['b.c', 'd'],
      ]),
    );
  });

  it.each(['{"a":', 'plain text', ''])('has none of %s', text => {
    expect(fieldsOf(text)).toBeUndefined();
  });
});

import { render, screen } from '@testing-library/react';
import { placeOf, QueryProblem } from './QueryProblem';

function anError(error: Record<string, string>) {
  return Object.assign(new Error('400'), { statusCode: 400, body: { error } });
}

describe('the place of an error', () => {
  it.each([
    [
      'at line 1, character 5 the query is not PromQL from there on.',
      'sum((x',
      { line: 'sum((x', column: 4 },
    ],
    ['1:5: parse error: unexpected', 'sum((x', { line: 'sum((x', column: 4 }],
    ['2:1: parse error', 'sum(\nx', { line: 'x', column: 0 }],
    ['at line 2, character 2 it ends.', 'sum(\nx', { line: 'x', column: 1 }],
    ['at line 1, character 99 it ends.', 'x', undefined],
    ['Prometheus timed out.', 'x', undefined],
    [
      'query.logql cannot be understood at position 6: |.',
      '{a="b |',
      { line: '{a="b |', column: 5 },
    ],
    ['not RE2 at position 4: b', 'a\n(b', { line: '(b', column: 1 }],
    ['not RE2 at position 99: b', 'a', undefined],
    ['not RE2 at position 0: b', 'a', undefined],
  ])('is read from its words: %s', (message, query, place) => {
    expect(placeOf(message, query)).toEqual(place);
  });
});

describe('a query that cannot be used', () => {
  it('is told in words of the page, not of the API, and points at the place', () => {
    render(
      <QueryProblem
        name="The query"
        query='{a="b"'
        error={anError({
          code: 'INVALID_FIELD',
          field: 'query.logql',
          message: 'query.logql cannot be understood at position 7.',
          nextStep: 'Correct it there.',
        })}
      />,
    );
    const alert = screen.getByRole('alert');
    expect(alert).toHaveTextContent(
      'The query cannot be understood at position 7. Correct it there.',
    );
    expect(alert).not.toHaveTextContent('query.logql');
    expect(alert.querySelector('pre')!.textContent).toBe(
      `{a="b"\n${' '.repeat(6)}^`,
    );
  });

  it('keeps words that are not about a field', () => {
    render(
      <QueryProblem
        name="The query"
        query="x"
        error={anError({ message: 'Prometheus timed out.' })}
      />,
    );
    expect(screen.getByRole('alert')).toHaveTextContent(
      'Prometheus timed out.',
    );
  });
});

import fc from 'fast-check';
import { askedOf, endsNow, type Range, shownRange, spans } from './range';
import { defaultView, type MetricsView, parseView, writeView } from './view';
import { lookAt, zoomIn, zoomOut } from './zoom';

const moment = fc
  .integer({ min: Date.UTC(2020, 0), max: Date.UTC(2030, 0) })
  .map(at => new Date(at).toISOString());
const range: fc.Arbitrary<Range> = fc.oneof(
  fc.constantFrom(...spans, 'held' as const).map(span => ({ span })),
  moment.map(from => ({ from })),
  fc
    .tuple(moment, moment)
    .filter(([a, b]) => a !== b)
    .map(([a, b]) => (a < b ? { from: a, until: b } : { from: b, until: a })),
);
const panel = fc.constantFrom('cpu', 'memory', 'network-receive', 'latency');
const view: fc.Arbitrary<MetricsView> = fc
  .record({
    range,
    wider: fc.array(range, { maxLength: 4 }),
    by: fc.constantFrom('service' as const, 'pod' as const),
    panel: fc.option(panel, { nil: undefined }),
    tables: fc.uniqueArray(panel),
    utc: fc.boolean(),
    query: fc.option(fc.string(), { nil: undefined }),
  })
  // Ranges back lead away from one that is written down.
  .map(({ panel: open, query, ...rest }) => ({
    ...rest,
    ...(open && { panel: open }),
    ...(query !== undefined && { query }),
  }))
  .filter(
    each =>
      each.wider.length === 0 ||
      !('span' in each.range) ||
      each.range.span !== 'held',
  );

describe('the view in the URL', () => {
  it('is read as it was written, and leaves the other parameters alone', () => {
    fc.assert(
      fc.property(view, each => {
        const written = writeView(each, new URLSearchParams('change=stop'));
        expect(parseView(written)).toEqual(each);
        expect(written.get('change')).toBe('stop');
      }),
    );
  });

  it('is empty for what is shown at first', () => {
    expect(writeView(defaultView).toString()).toBe('');
    expect(parseView(new URLSearchParams())).toEqual(defaultView);
  });

  it('leaves out what it does not understand', () => {
    const params = new URLSearchParams({
      range: '3 weeks',
      from: 'yesterday',
      until: '2026-01-01',
      by: 'planet',
      panel: '../../x',
      table: 'cpu,<b>',
      zoomed: '1h,nonsense',
    });
    expect(parseView(params)).toEqual({ ...defaultView, tables: ['cpu'] });
  });

  it('takes no time that ends before it begins', () => {
    const params = new URLSearchParams({
      from: '2026-01-02T00:00:00Z',
      until: '2026-01-01T00:00:00Z',
    });
    expect(parseView(params).range).toEqual({ span: 'held' });
  });

  it('holds an hour that was chosen, which nobody chose otherwise', () => {
    const chosen = writeView({ ...defaultView, range: { span: '1h' } });
    expect(chosen.toString()).toBe('range=1h');
    expect(parseView(chosen).range).toEqual({ span: '1h' });
  });
});

describe('zooming', () => {
  const millis = fc.integer({ min: 0, max: 4e12 });

  it('out undoes zooming in, however often', () => {
    fc.assert(
      fc.property(
        range,
        fc.array(fc.tuple(millis, millis), { maxLength: 8 }),
        (start, steps) => {
          const trail = [lookAt(start)];
          for (const [from, until] of steps) {
            const now = trail[trail.length - 1];
            const next = zoomIn(now, from, until);
            if (next !== now) trail.push(next);
          }
          let now = trail.pop()!;
          while (trail.length > 0) {
            now = zoomOut(now);
            expect(now).toEqual(trail.pop());
          }
          expect(zoomOut(now)).toBe(now);
        },
      ),
    );
  });

  it('never loses the range where one began, nor grows the link without end', () => {
    let zoom = lookAt({ span: '24h' });
    for (let at = 0; at < 40; at++) {
      zoom = zoomIn(zoom, at * 1e6, at * 1e6 + 60_000);
    }
    expect(zoom.wider.length).toBeLessThanOrEqual(8);
    while (zoom.wider.length > 0) zoom = zoomOut(zoom);
    expect(zoom.range).toEqual({ span: '24h' });
  });

  it('takes the ends as they were touched, and nothing that is too short', () => {
    const start = lookAt({ span: '1h' });
    expect(zoomIn(start, 2e12 + 60_000, 2e12).range).toEqual({
      from: new Date(2e12).toISOString(),
      until: new Date(2e12 + 60_000).toISOString(),
    });
    expect(zoomIn(start, 1000, 1000)).toBe(start);
    expect(zoomIn(start, NaN, 1000)).toBe(start);
  });
});

describe('a range', () => {
  it('that nobody chose is asked for without a begin, and shown as long as the answer is', () => {
    const held = parseView(new URLSearchParams()).range;
    expect(askedOf(held, new Date())).toEqual({});
    expect(endsNow(held)).toBe(true);
    const shown = (minutes: number) => shownRange(held, minutes * 60_000);
    expect([5, 15, 30, 60].map(shown)).toEqual(
      ['5m', '15m', '30m', '1h'].map(span => ({ span })),
    );
    // The grid may be a step shorter.
    expect(shown(29.5)).toEqual({ span: '30m' });
    expect(shownRange(held)).toEqual({ span: '1h' });
    // One that was chosen stays.
    expect(shownRange({ span: '6h' }, 60_000)).toEqual({ span: '6h' });
  });

  it('is asked for as times, and without an end while it is now', () => {
    const now = new Date('2026-03-01T12:00:00Z');
    expect(askedOf({ span: '6h' }, now)).toEqual({
      from: '2026-03-01T06:00:00.000Z',
    });
    const past = {
      from: '2026-01-01T00:00:00Z',
      until: '2026-01-02T00:00:00Z',
    };
    expect(askedOf(past, now)).toBe(past);
    expect(endsNow({ span: '7d' })).toBe(true);
    expect(endsNow({ from: '2026-01-01T00:00:00Z' })).toBe(true);
    expect(endsNow(past)).toBe(false);
  });
});

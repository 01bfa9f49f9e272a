import * as fc from 'fast-check';
import { aGap, aLine, lines } from '../testing';
import { LogBuffer, type LogRow } from './LogBuffer';

function rowsOf(buffer: LogBuffer): LogRow[] {
  return Array.from({ length: buffer.length }, (_, at) => buffer.at(at)!);
}

describe('the rows that are held', () => {
  it('come out as they went in, to the last nanosecond', () => {
    const rows: LogRow[] = [
      aLine(1, { ns: '1569266497240578123', late: true }),
      aLine(2, { level: 'fatal', pod: 'web-2', cut: 12, previous: true }),
      aGap(3, 7),
      { type: 'marker', ns: '4', kind: 'pod-joined', message: 'web-3 came.' },
    ];
    const buffer = new LogBuffer(10);
    expect(buffer.append(rows)).toEqual({ added: 4, evicted: 0 });
    expect(rowsOf(buffer)).toEqual(rows);
    expect(buffer.at(4)).toBeUndefined();
    expect(buffer.at(-1)).toBeUndefined();
  });

  it('keep their numbers while others go and come', () => {
    const buffer = new LogBuffer(3);
    buffer.append(lines(10, 13));
    const seq = buffer.seqAt(1);
    expect(buffer.append([aLine(13)])).toEqual({ added: 1, evicted: 1 });
    expect(buffer.at(buffer.indexOf(seq))).toMatchObject({ text: 'line 11' });
    expect(buffer.prepend([aLine(9)])).toEqual({ added: 1, evicted: 1 });
    expect(buffer.at(buffer.indexOf(seq))).toMatchObject({ text: 'line 11' });
    buffer.clear();
    buffer.append(lines(0, 3));
    expect(buffer.indexOf(seq)).toBe(-1);
  });

  it('are no more characters than allowed, but always the newest', () => {
    const buffer = new LogBuffer(100, 50);
    buffer.append(lines(0, 3).map(each => ({ ...each, text: 'x'.repeat(20) })));
    expect(buffer.length).toBe(2);
    buffer.append([aLine(9, { text: 'y'.repeat(1000) })]);
    expect(rowsOf(buffer)).toHaveLength(1);
    expect(buffer.room).toBe(0);
    expect(buffer.characters).toBe(1000);
  });

  it('finds the oldest and newest line past events', () => {
    const buffer = new LogBuffer(10);
    expect(buffer.edge('oldest')).toBeUndefined();
    buffer.append([aGap(0), aLine(1), aLine(2), aGap(3)]);
    expect(buffer.edge('oldest')?.cursor).toBe('cursor-1');
    expect(buffer.edge('newest')?.cursor).toBe('cursor-2');
    expect(buffer.indexOfCursor('cursor-2')).toBe(2);
    expect(buffer.indexOfCursor('cursor-9')).toBe(-1);
  });

  it('are the newest, each once, in their order: whatever comes in whatever pieces', () => {
    const pieces = fc.array(
      fc.record({
        end: fc.constantFrom('append' as const, 'prepend' as const),
        rows: fc.array(
          fc.oneof(
            fc.nat(40).map(n => aLine(n, { text: 'x'.repeat(n % 7) })),
            fc.nat(40).map(n => aGap(n, n)),
          ),
          { maxLength: 12 },
        ),
      }),
    );
    fc.assert(
      fc.property(pieces, fc.integer({ min: 1, max: 20 }), (all, capacity) => {
        const buffer = new LogBuffer(capacity);
        let model: LogRow[] = [];
        for (const { end, rows } of all) {
          for (const row of end === 'append' ? rows : [...rows].reverse()) {
            const held = model.some(
              each =>
                each.type === 'line' &&
                row.type === 'line' &&
                each.cursor === row.cursor,
            );
            if (held) continue;
            model =
              end === 'append'
                ? [...model, row].slice(-capacity)
                : [row, ...model].slice(0, capacity);
          }
          buffer[end](rows);
          expect(rowsOf(buffer)).toEqual(model);
        }
        const cursors = model.flatMap(row =>
          row.type === 'line' ? [row.cursor] : [],
        );
        expect(cursors.every(cursor => buffer.has(cursor))).toBe(true);
        expect(buffer.characters).toBe(
          model.reduce(
            (sum, row) => sum + (row.type === 'line' ? row.text.length : 0),
            0,
          ),
        );
      }),
    );
  });
});

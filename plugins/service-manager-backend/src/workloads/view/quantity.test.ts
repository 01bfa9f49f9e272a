import { formatBytes, formatCores, parseQuantity } from './quantity';

describe('parseQuantity', () => {
  it.each([
    ['250m', 0.25],
    ['1', 1],
    ['1.5', 1.5],
    ['.5', 0.5],
    ['1e3', 1000],
    ['1E3', 1000],
    ['1E', 1e18],
    ['12e-1', 1.2],
    ['512Mi', 536_870_912],
    ['1Ki', 1024],
    ['1k', 1000],
    ['2Gi', 2 * 1024 ** 3],
    ['100n', 1e-7],
    ['0', 0],
    ['-1', -1],
  ])('%s is %d', (text, expected) => {
    expect(parseQuantity(text)).toBeCloseTo(expected, 12);
  });

  it.each(['', ' 1', '1 Mi', 'Mi', '1mi', '1K', '0x1', '1e', '1.2.3', 'NaN'])(
    '%j is no quantity',
    text => {
      expect(parseQuantity(text)).toBeUndefined();
    },
  );

  it('nothing is no quantity', () => {
    expect(parseQuantity(undefined)).toBeUndefined();
  });
});

it.each([
  [536_870_912, '512Mi'],
  [1.5 * 1024 ** 3, '1.5Gi'],
  [1000, '1000'],
  [0, '0'],
])('%d bytes are %s', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});

it.each([
  [0.25, '250m'],
  [1.5, '1.5'],
  [75, '75'],
])('%d cores are %s', (cores, text) => {
  expect(formatCores(cores)).toBe(text);
});

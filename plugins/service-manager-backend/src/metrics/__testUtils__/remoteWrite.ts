/** A native histogram as it was at a moment, all of it integers. */
export interface NativeHistogram {
  count: number;
  sum: number;
  /** Buckets from 2^(first - 1) up, each twice as wide as the one before. */
  first: number;
  counts: number[];
}

/** A series as remote write takes it: times in seconds. */
export interface WrittenSeries {
  labels: Record<string, string>;
  samples?: Array<[time: number, value: number]>;
  histograms?: Array<[time: number, histogram: NativeHistogram]>;
}

type Bytes = number[];

function varint(value: bigint | number): Bytes {
  let rest = BigInt.asUintN(64, BigInt(value));
  const bytes: Bytes = [];
  do {
    bytes.push(Number(rest & 0x7fn) | (rest > 0x7fn ? 0x80 : 0));
    rest >>= 7n;
  } while (rest);
  return bytes;
}

const zigzag = (value: number) =>
  varint(value < 0 ? -2 * value - 1 : 2 * value);
const field = (number: number, wire: number) => varint(number * 8 + wire);
const whole = (number: number, value: number) => [
  ...field(number, 0),
  ...varint(value),
];
const signed = (number: number, value: number) => [
  ...field(number, 0),
  ...zigzag(value),
];
function double(number: number, value: number): Bytes {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleLE(value);
  return [...field(number, 1), ...bytes];
}
const nested = (number: number, bytes: Iterable<number>): Bytes => {
  const all = [...bytes];
  return [...field(number, 2), ...varint(all.length), ...all];
};
const text = (number: number, value: string) =>
  nested(number, Buffer.from(value));

function histogramBytes(time: number, given: NativeHistogram): Bytes {
  const { count, sum, first, counts } = given;
  const deltas = counts.flatMap((one, i) => zigzag(one - (counts[i - 1] ?? 0)));
  return [
    ...whole(1, count),
    ...double(3, sum),
    // Schema 0: each bucket is twice as wide as the one before.
    ...signed(4, 0),
    ...double(5, 1e-9),
    ...whole(6, 0),
    ...nested(11, [...signed(1, first), ...whole(2, counts.length)]),
    ...nested(12, deltas),
    ...whole(15, time * 1000),
  ];
}

function seriesBytes({ labels, samples, histograms }: WrittenSeries): Bytes {
  return [
    ...Object.keys(labels)
      .sort()
      .flatMap(name => nested(1, [...text(1, name), ...text(2, labels[name])])),
    ...(samples ?? []).flatMap(([time, value]) =>
      nested(2, [...double(1, value), ...whole(2, time * 1000)]),
    ),
    ...(histograms ?? []).flatMap(([time, histogram]) =>
      nested(4, histogramBytes(time, histogram)),
    ),
  ];
}

/** Snappy's block format, nothing in it compressed. */
function snappy(bytes: Bytes): Buffer {
  const parts: Buffer[] = [Buffer.from(varint(bytes.length))];
  for (let at = 0; at < bytes.length; at += 60) {
    const chunk = Buffer.from(bytes.slice(at, at + 60));
    parts.push(Buffer.from([(chunk.length - 1) * 4]), chunk);
  }
  return Buffer.concat(parts);
}

/**
 * Writes series as Prometheus' remote write (1.0) does. The one way to native
 * histograms here: no text format has them.
 */
export async function remoteWrite(
  url: string,
  series: WrittenSeries[],
): Promise<void> {
  const answer = await fetch(`${url}/api/v1/write`, {
    method: 'POST',
    headers: {
      'content-encoding': 'snappy',
      'content-type': 'application/x-protobuf',
      'x-prometheus-remote-write-version': '0.1.0',
    },
    body: snappy(series.flatMap(one => nested(1, seriesBytes(one)))),
  });
  if (!answer.ok) {
    throw new Error(`${answer.status}: ${await answer.text()}`);
  }
}

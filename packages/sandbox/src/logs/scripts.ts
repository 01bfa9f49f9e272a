/**
 * What the containers of some images write. In texts, `<...>` is filled in:
 * `<time>` (ISO 8601), `<clock>` (`2026-01-31 12:00:00.000`), `<n>` (counts
 * from 0), `<container>`, `<pod>`, `<20..180>` (a number), `<hex 16>`,
 * `<GET|POST>` (one of them). A line feed begins another line.
 *
 * @public
 */
export interface LogScript {
  /** Parts of image names. */
  images: string[];
  /** Milliseconds between two entries, on the average. Default: 2,000. */
  every?: number;
  /** Written at once when the container starts. */
  start: string[];
  entries: {
    text: string;
    /** How often, beside the others. Default: 1. */
    weight?: number;
    /** Ten times as often in one minute of eight, the same for all pods. */
    trouble?: boolean;
  }[];
  /** The last words before an end, by its reason; `Error` for all others. */
  end?: Record<string, string>;
}

const USUAL: LogScript = {
  images: [''],
  start: [
    'level=info msg="starting <container>"',
    'level=info msg="listening" port=8080',
  ],
  entries: [
    {
      weight: 94,
      text: 'level=info msg="request" path=</|/health|/api/v1/items|/api/v1/orders|/metrics> status=200 duration_ms=<2..180> n=<n>',
    },
    {
      weight: 4,
      text: 'level=warn msg="slow request" path=/api/v1/orders status=200 duration_ms=<1000..3600> n=<n>',
    },
    {
      weight: 2,
      text: 'level=error msg="request failed" path=/api/v1/items status=500 duration_ms=<2..180> err="upstream timed out" n=<n>',
    },
  ],
  end: {
    OOMKilled: 'level=warn msg="memory is nearly used up" heap_used_pct=99',
    Error:
      'level=fatal msg="unhandled error, exiting" err="cannot read configuration"',
  },
};

/** The script of an image: the first that fits. */
export function scriptOf(image: string, scripts: LogScript[]): LogScript {
  return (
    scripts.find(({ images }) => images.some(part => image.includes(part))) ??
    USUAL
  );
}

/** A number that looks random and is always the same for the same seed. */
export function mix(seed: number): number {
  let x = Math.imul(seed ^ (seed >>> 16), 0x45d9f3b);
  x = Math.imul(x ^ (x >>> 16), 0x45d9f3b);
  return (x ^ (x >>> 16)) >>> 0;
}

/** The text of one entry, drawn by its seed. */
export function drawn(script: LogScript, seed: number, time: Date): string {
  const bad = mix(Math.floor(time.getTime() / 60_000)) % 8 === 0;
  const weights = script.entries.map(
    ({ weight = 1, trouble }) => weight * (trouble && bad ? 10 : 1),
  );
  let left = mix(seed) % weights.reduce((a, b) => a + b, 0);
  const chosen = weights.findIndex(weight => {
    left -= weight;
    return left < 0;
  });
  return script.entries[chosen].text;
}

const GAP = /<(?:(\w+)|(\d+)\.\.(\d+)|hex (\d+)|([^<>|\n]*(?:\|[^<>|\n]*)+))>/g;

/** A text with its gaps filled in. */
export function filled(
  text: string,
  known: Record<string, string>,
  seed: number,
): string {
  let random = seed;
  return text.replace(GAP, (whole, name, low, high, digits, choices) => {
    random = mix(random + 1);
    if (name) return known[name] ?? whole;
    if (low) return String(+low + (random % (+high - +low + 1)));
    if (choices) {
      const words = choices.split('|');
      return words[random % words.length];
    }
    let hex = '';
    while (hex.length < +digits) {
      hex += random.toString(16).padStart(8, '0');
      random = mix(random + 1);
    }
    return hex.slice(0, +digits);
  });
}

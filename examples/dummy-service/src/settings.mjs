/** What makes the versions different. */
const VERSIONS = {
  v1: { latencyMillis: 100, errorRate: 0.3 },
  v2: { latencyMillis: 50, errorRate: 0.1 },
};

const FORMATS = ['json', 'logfmt', 'mixed'];

function number(env, name, fallback, smallest, largest) {
  const text = env[name];
  if (text === undefined || text === '') {
    return fallback;
  }
  const value = Number(text);
  if (!Number.isFinite(value) || value < smallest || value > largest) {
    throw new Error(
      `${name} must be a number from ${smallest} to ${largest}, not '${text}'.`,
    );
  }
  return value;
}

function oneOf(env, name, choices, fallback) {
  const value = env[name] || fallback;
  if (!choices.includes(value)) {
    throw new Error(
      `${name} must be one of ${choices.join(', ')}, not '${value}'.`,
    );
  }
  return value;
}

/** Reads the environment; throws an Error that names the variable. */
export function readSettings(env) {
  const version = oneOf(env, 'VERSION', Object.keys(VERSIONS), 'v1');
  const { latencyMillis, errorRate } = VERSIONS[version];
  return {
    version,
    host: env.HOST || '0.0.0.0',
    port: number(env, 'PORT', 4100, 0, 65_535),
    pod: env.POD_NAME || `dummy-service-${version}`,
    latencyMillis: number(env, 'LATENCY_MS', latencyMillis, 0, 60_000),
    errorRate: number(env, 'ERROR_RATE', errorRate, 0, 1),
    logFormat: oneOf(env, 'LOG_FORMAT', FORMATS, 'mixed'),
    // The same seed gives the same latencies and errors in the same order.
    seed: number(env, 'SEED', Date.now() % 2 ** 31, 0, 2 ** 32 - 1),
  };
}

/** Numbers from 0 (inclusive) to 1 (exclusive), the same for the same seed (mulberry32). */
export function randomNumbers(seed) {
  let state = Math.floor(seed);
  return () => {
    state = (state + 0x6d2b79f5) % 4_294_967_296;
    let value = Math.imul(state ^ (state >>> 15), state | 1);
    value ^= value + Math.imul(value ^ (value >>> 7), value | 61);
    return ((value ^ (value >>> 14)) >>> 0) / 4_294_967_296;
  };
}

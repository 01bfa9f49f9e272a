function logfmtValue(value) {
  const text = String(value);
  return /^[^\s="\\]+$/.test(text) ? text : JSON.stringify(text);
}

function logfmt(record) {
  return Object.entries(record)
    .map(([key, value]) => `${key}=${logfmtValue(value)}`)
    .join(' ');
}

/**
 * Writes one line a record. Each carries `seq`, which counts from 1 without a gap, so that a reader can tell whether a
 * line is missing or there twice.
 */
export function createLog({ format, write, now = () => new Date() }) {
  let seq = 0;
  return (level, msg, fields = {}) => {
    seq += 1;
    const record = { time: now().toISOString(), level, msg, seq, ...fields };
    const asJson = format === 'json' || (format === 'mixed' && seq % 2 === 1);
    write(`${asJson ? JSON.stringify(record) : logfmt(record)}\n`);
  };
}

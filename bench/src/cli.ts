import { parseArgs } from 'util';
import { publish, Result } from './report';
import { changeToScreen } from './changeToScreen';
import { charts } from './charts';
import { entryChunk } from './entryChunk';
import { fleetPage } from './fleetPage';
import { logsBurst, logsRows, logsTab } from './logs';
import { logsBackend } from './logsBackend';
import { statusOfAnEntity } from './statusOfAnEntity';

const benchmarks: Record<string, () => Promise<Result | Result[]>> = {
  entry: entryChunk,
  screen: changeToScreen,
  fleet: fleetPage,
  charts,
  logs: logsTab,
  'logs-backend': logsBackend,
  'logs-rows': logsRows,
  'logs-burst': logsBurst,
  status: () => statusOfAnEntity({ podsPerService: [10, 150], seconds: 10 }),
  'status-small': () => statusOfAnEntity({ podsPerService: [10], seconds: 5 }),
};

/** Parts of others: they run only when they are named. */
const parts = ['status-small', 'logs-rows', 'logs-burst'];

async function main() {
  const { positionals } = parseArgs({ allowPositionals: true });
  const chosen = positionals.length
    ? positionals
    : Object.keys(benchmarks).filter(name => !parts.includes(name));
  const unknown = chosen.filter(name => !benchmarks[name]);
  if (unknown.length) {
    throw new Error(
      `There is no benchmark "${unknown.join(
        '", "',
      )}". Choose among: ${Object.keys(benchmarks).join(', ')}`,
    );
  }
  const failed: string[] = [];
  for (const name of chosen) {
    // What one cannot measure must not keep the others from being measured.
    try {
      for (const result of [await benchmarks[name]()].flat()) {
        publish(result, new Date());
      }
    } catch (error) {
      failed.push(name);
      console.error(
        `The benchmark "${name}" failed: ${(error as Error).stack}`,
      );
    }
  }
  if (failed.length) {
    throw new Error(
      `${chosen.length - failed.length} of ${
        chosen.length
      } benchmarks were measured; failed: ${failed.join(', ')}`,
    );
  }
}

main().then(
  () => process.exit(0),
  error => {
    console.error(error.message);
    process.exit(1);
  },
);

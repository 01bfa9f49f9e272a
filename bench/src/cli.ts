import { parseArgs } from 'util';
import { publish, Result } from './report';
import { changeToScreen } from './changeToScreen';
import { entryChunk } from './entryChunk';
import { fleetPage } from './fleetPage';
import { statusOfAnEntity } from './statusOfAnEntity';

const benchmarks: Record<string, () => Promise<Result | Result[]>> = {
  entry: entryChunk,
  screen: changeToScreen,
  fleet: fleetPage,
  status: () => statusOfAnEntity({ podsPerService: [10, 150], seconds: 10 }),
  'status-small': () => statusOfAnEntity({ podsPerService: [10], seconds: 5 }),
};

async function main() {
  const { positionals } = parseArgs({ allowPositionals: true });
  const chosen = positionals.length
    ? positionals
    : Object.keys(benchmarks).filter(name => name !== 'status-small');
  for (const name of chosen) {
    if (!benchmarks[name]) {
      throw new Error(
        `There is no benchmark "${name}". Choose among: ${Object.keys(
          benchmarks,
        ).join(', ')}`,
      );
    }
    for (const result of [await benchmarks[name]()].flat()) {
      publish(result, new Date());
    }
  }
}

main().then(
  () => process.exit(0),
  error => {
    console.error(error.message);
    process.exit(1);
  },
);

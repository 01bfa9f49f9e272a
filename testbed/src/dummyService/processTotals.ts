import { readFileSync } from 'node:fs';
import { ContainerTotals } from '../prometheus';

const TICKS_PER_SECOND = 100;
const PAGE_BYTES = 4_096;

/** What a process has used, out of `/proc`; undefined where there is none, or when the process has ended. */
export function processTotals(pid: number): ContainerTotals | undefined {
  try {
    const read = (file: string) => readFileSync(`/proc/${pid}/${file}`, 'utf8');
    // The second field is the program's name in parentheses, and may hold anything.
    const stat = read('stat')
      .replace(/^.*\) /s, '')
      .split(' ');
    const io = Object.fromEntries(
      read('io')
        .trim()
        .split('\n')
        .map(line => line.split(': ')),
    );
    return {
      cpuSeconds: (Number(stat[11]) + Number(stat[12])) / TICKS_PER_SECOND,
      memoryBytes: Number(read('statm').split(' ')[1]) * PAGE_BYTES,
      readBytes: Number(io.read_bytes),
      writeBytes: Number(io.write_bytes),
    };
  } catch {
    return undefined;
  }
}

import { readFileSync, writeFileSync } from 'fs';
import { cpus, totalmem } from 'os';
import { join } from 'path';
import { repositoryRoot } from '@internal/testbed';

/** One line of a result: what was measured, the number, and its bound. */
export interface Row {
  what: string;
  value: string;
  /** The bound that the issue or the design names; absent where none is. */
  bound?: string;
  met?: boolean;
}

export interface Result {
  title: string;
  /** How it was measured, in a sentence or two. */
  how: string;
  rows: Row[];
}

/** The machine that the numbers are from. */
export function machine() {
  const [{ model }] = cpus();
  return `${cpus().length} cores (${model.trim()}), ${Math.round(
    totalmem() / 2 ** 30,
  )} GiB, Node ${process.versions.node}, ${process.platform}`;
}

export function percentile(values: number[], p: number) {
  const sorted = [...values].sort((a, b) => a - b);
  const rank = Math.ceil((p / 100) * sorted.length) - 1;
  return sorted[Math.max(0, Math.min(sorted.length - 1, rank))];
}

function table(rows: Row[]) {
  const mark = (met?: boolean) => {
    if (met === undefined) return '';
    return met ? 'met' : '**not met**';
  };
  return [
    '| measured | value | bound | |',
    '| --- | --- | --- | --- |',
    ...rows.map(
      row =>
        `| ${row.what} | ${row.value} | ${row.bound ?? ''} | ${mark(
          row.met,
        )} |`,
    ),
  ].join('\n');
}

/** Prints a result and puts it in its section of docs/benchmarks.md. */
export function publish(result: Result, date: Date) {
  const body = `## ${result.title}\n\n${result.how}\n\n${table(
    result.rows,
  )}\n\n_${date.toISOString().slice(0, 10)}, ${machine()}_\n`;
  console.log(`\n${body}`);
  const file = join(repositoryRoot, 'docs/benchmarks.md');
  const [head, ...sections] = readFileSync(file, 'utf8').split(/^(?=## )/m);
  const isIt = (section: string) => section.startsWith(`## ${result.title}\n`);
  const all = sections.some(isIt)
    ? sections.map(section => (isIt(section) ? body : section))
    : [...sections, body];
  const text = [head, ...all].map(part => part.trimEnd()).join('\n\n');
  writeFileSync(file, `${text}\n`);
}

import type { WorkloadSnapshot } from '../../workloads';

/** The letters of generated names: no vowels, no digits that look like them. */
const SAFE = '[bcdfghjklmnpqrstvwxz2456789]';
const SUFFIX = `${SAFE}{5}`;
/** The API cuts what stands before a generated suffix to so many characters. */
const LONGEST_PREFIX = 58;

/**
 * An RE2 expression, to be matched as a whole, for the pods of a workload:
 * those that are there and those that were. It is made from the names that
 * Kubernetes' controllers give, so that `web` does not catch `web-db`.
 */
export function podPattern(snapshot: WorkloadSnapshot): string {
  const { workload, pods } = snapshot;
  const general = generalPatterns(snapshot);
  const known = new RegExp(`^(?:${general.join('|') || '(?!)'})$`);
  const others = pods
    .map(({ metadata }) => metadata.name)
    .filter(name => !known.test(name))
    .map(literal);
  const all = [...new Set([...general, ...others])];
  // An empty expression would match series without a pod.
  return all.length ? all.join('|') : literal(`${workload.metadata.name}-0`);
}

function generalPatterns({
  workload,
  replicaSets,
  jobs = [],
}: WorkloadSnapshot): string[] {
  const { name } = workload.metadata;
  switch (workload.kind) {
    case 'Deployment':
      return [
        ...replicaSets.flatMap(({ metadata }) => generated(metadata.name)),
        // Of ReplicaSets that are gone. A template's hash has up to ten of
        // these letters, and hardly ever fewer than eight.
        ...(fits(`${name}-0123456789`)
          ? [`${literal(name)}-${SAFE}{8,10}-${SUFFIX}`]
          : []),
      ];
    case 'StatefulSet':
      return [`${literal(name)}-[0-9]+`];
    case 'DaemonSet':
      return generated(name);
    case 'Job':
      return jobPods(name);
    case 'CronJob':
      return [
        ...jobs.flatMap(({ metadata }) => jobPods(metadata.name)),
        // A Job's name ends with the minute of its schedule.
        ...(fits(`${name}-01234567-000`)
          ? [`${literal(name)}-[0-9]{8}(-[0-9]+)?-${SUFFIX}`]
          : []),
      ];
    default:
      return [];
  }
}

/** An indexed Job puts the index between. */
function jobPods(name: string): string[] {
  return fits(`${name}-000`)
    ? [`${literal(name)}(-[0-9]+)?-${SUFFIX}`]
    : generated(name);
}

/** What was cut could be of another workload; then only known pods count. */
function generated(prefix: string): string[] {
  return fits(prefix) ? [`${literal(prefix)}-${SUFFIX}`] : [];
}

function fits(prefix: string): boolean {
  return prefix.length + 1 <= LONGEST_PREFIX;
}

/** Names of Kubernetes hold letters, digits, dashes and dots. */
export function literal(name: string): string {
  return name.replace(/[^a-zA-Z0-9-]/g, character => `\\${character}`);
}

import type { WorkloadSnapshot } from '../../../../workloads';
import { literally } from './selector';

/** What the API server and the controllers make names of: no vowels, 0, 1, 3. */
const SAFE = '[bcdfghjklmnpqrstvwxz2456789]';
const RANDOM = `${SAFE}{5}`;
/** 99.8 % of all hashes; shorter ones could be words of other names. */
const HASH = `${SAFE}{8,10}`;
/** Before what is random, names are cut to this. */
const LONGEST_PREFIX = 58;

/** What is known of the workloads of a namespace that are not the service's. */
export interface Foreign {
  workloads: Array<{ kind: string; name: string }>;
  pods: string[];
}

/**
 * The expression for the names of the pods of workloads of one namespace,
 * those that are gone too. Kubernetes tells nobody which pods there once were,
 * but what it calls them follows from the workload. Where such a rule would
 * also fit something that is not the service's, only names that are known
 * count. Undefined: there is none.
 */
export function podNames(
  snapshots: WorkloadSnapshot[],
  foreign: Foreign,
): string | undefined {
  const strangers = [
    ...foreign.pods,
    ...foreign.workloads.flatMap(({ kind, name }) => examplesOf(kind, name)),
  ];
  const rules = [...new Set(snapshots.flatMap(rulesOf))].filter(rule => {
    const test = whole(rule);
    return !strangers.some(name => test.test(name));
  });
  const covered = rules.map(whole);
  const names = snapshots
    .flatMap(({ pods }) => pods.map(({ metadata }) => metadata.name))
    .filter(name => !covered.some(test => test.test(name)))
    .map(literally);
  const all = [...rules, ...new Set(names)].sort();
  return all.length ? all.join('|') : undefined;
}

/** As Loki takes an expression for a label: it has to fit the whole value. */
export function whole(expression: string): RegExp {
  return new RegExp(`^(?:${expression})$`);
}

function rulesOf({ workload, replicaSets, jobs }: WorkloadSnapshot): string[] {
  const { name } = workload.metadata;
  switch (workload.kind) {
    case 'Deployment': {
      const rule =
        name.length + 12 <= LONGEST_PREFIX
          ? `${literally(name)}-${HASH}-${RANDOM}`
          : undefined;
      const sets = replicaSets
        .map(set => set.metadata.name)
        .filter(set => !rule || !whole(rule).test(`${set}-bcdfg`))
        .flatMap(generated);
      return [...(rule ? [rule] : []), ...sets];
    }
    case 'StatefulSet':
      return [`${literally(name)}-[0-9]{1,5}`];
    case 'DaemonSet':
      return generated(name);
    case 'Job':
      return ofJob(name);
    case 'CronJob': {
      // A job is called after the minute for which it was due.
      const due = `${literally(name)}-[0-9]{8,10}`;
      const known = (jobs ?? []).map(({ metadata }) => metadata.name);
      return [
        ...(name.length + 12 <= LONGEST_PREFIX
          ? [`${due}(?:-[0-9]{1,5})?-${RANDOM}`]
          : []),
        ...known.filter(job => !whole(due).test(job)).flatMap(ofJob),
      ];
    }
    default:
      return [];
  }
}

/** Of an owner whose pods are `<name>-<random>`. */
function generated(name: string): string[] {
  return name.length + 1 <= LONGEST_PREFIX
    ? [`${literally(name)}-${RANDOM}`]
    : [];
}

/** An indexed job puts the index in between. */
function ofJob(name: string): string[] {
  return name.length + 7 <= LONGEST_PREFIX
    ? [`${literally(name)}(?:-[0-9]{1,5})?-${RANDOM}`]
    : [];
}

function examplesOf(kind: string, name: string): string[] {
  switch (kind) {
    case 'Deployment':
      return [`${name}-bcdfghjk-bcdfg`, `${name}-2456789bcd-bcdfg`];
    case 'StatefulSet':
      return [`${name}-0`, `${name}-10`, `${name}-22222`];
    case 'CronJob':
      return [
        `${name}-29000000-bcdfg`,
        `${name}-29000000-0-bcdfg`,
        `${name}-29222222-bcdfg`,
      ];
    case 'Job':
      return [`${name}-bcdfg`, `${name}-0-bcdfg`];
    default:
      return [`${name}-bcdfg`];
  }
}

import type { Guard } from '@vtasker/backstage-plugin-service-manager-common';
import {
  GitopsOwner,
  gitopsOwnersOf,
  ownersOf,
  WorkloadSnapshot,
} from '../workloads';
import {
  applicationWords,
  fluxWords,
  gitopsKey,
  ignoresAll,
  pointerText,
  Words,
  writtenBy,
} from './gitops';
import { idOf, perWorkload } from './subjects';
import type { GuardInput, GuardRule } from './types';

function gitopsWords(
  owner: GitopsOwner,
  snapshot: WorkloadSnapshot,
  input: GuardInput,
): Words | undefined {
  const { verb } = input;
  const { ways, what } = writtenBy(input, snapshot);
  const facts = input.gitops?.facts.get(gitopsKey(snapshot.cluster, owner));
  const change = {
    what,
    pointer: pointerText(ways),
    gitSets: input.gitops?.setByGit.get(idOf(snapshot)),
  };
  const rules = facts && 'ignored' in facts ? facts.ignored : [];
  const ignored = ignoresAll(rules, snapshot, ways);
  if (owner.kind !== 'Application') {
    return fluxWords(change, { verb, owner, facts, ignored });
  }
  // Argo CD compares only what Git sets, and Git sets no restart annotation.
  return verb === 'restart'
    ? undefined
    : applicationWords(change, facts, ignored);
}

const gitopsTitles: Record<GitopsOwner['kind'], string> = {
  Application: 'Argo CD application',
  Kustomization: 'Flux Kustomization',
  HelmRelease: 'Flux HelmRelease',
};

/** Each owner, as the title names it, with what it will do. */
function ownersWithWords(
  snapshot: WorkloadSnapshot,
  input: GuardInput,
): Array<{ owner: string; words: Words | undefined }> {
  const { verb, owners: options } = input;
  const { what } = writtenBy(input, snapshot);
  const gitops = gitopsOwnersOf(snapshot.workload, options).map(owner => ({
    owner: `${gitopsTitles[owner.kind]} ${owner.name}`,
    words: gitopsWords(owner, snapshot, input),
  }));
  const others = ownersOf(snapshot, options).map(({ kind, name }) => {
    if (kind === 'Helm' && verb !== 'restart') {
      return {
        owner: `Helm release ${name}`,
        words: {
          severity: 'info' as const,
          detail: `The ${what} lasts until the next upgrade of the release, which sets what its values say.`,
          advice: `Set the ${what} in the values of the release, too.`,
        },
      };
    }
    return {
      owner: `the controller of ${name}`,
      words:
        kind === 'Other'
          ? {
              severity: 'warning' as const,
              detail: `It was made by ${name}, whose controller may overwrite the ${what} at any time.`,
              advice: `Change ${name} instead.`,
            }
          : undefined,
    };
  });
  return [...gitops, ...others];
}

/** Somebody else writes the object: Argo CD, Flux, Helm, an operator. */
export const gitopsOwner: GuardRule = input =>
  perWorkload(input.snapshots, snapshot =>
    ownersWithWords(snapshot, input).flatMap(({ owner, words }) =>
      words
        ? [
            {
              code: 'gitops-owner',
              ...words,
              title: (names: string, several: boolean): Guard['title'] =>
                `${names} ${several ? 'belong' : 'belongs'} to ${owner}.`,
            },
          ]
        : [],
    ),
  );

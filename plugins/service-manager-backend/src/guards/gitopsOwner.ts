import type {
  Guard,
  OwnerView,
  Verb,
} from '@vtasker/backstage-plugin-service-manager-common';
import { ownersOf, WorkloadSnapshot } from '../workloads';
import { perWorkload } from './subjects';
import type { ArgocdFacts, GuardInput, GuardRule } from './types';

/** What a verb writes, as the owner sees it. */
interface Written {
  pointer: string;
  what: string;
}

const template = '/spec/template/spec/containers';

function writtenBy(verb: Verb, { workload }: WorkloadSnapshot): Written {
  if (workload.kind === 'CronJob' && (verb === 'stop' || verb === 'start')) {
    return { pointer: '/spec/suspend', what: 'suspension' };
  }
  switch (verb) {
    case 'pause':
    case 'resume':
      return { pointer: '/spec/paused', what: 'pause' };
    case 'restart':
      return {
        pointer: '/spec/template/metadata/annotations',
        what: 'restart annotation',
      };
    case 'deploy':
      return { pointer: template, what: 'image' };
    case 'rollback':
      return { pointer: template, what: 'pod template' };
    default:
      return { pointer: '/spec/replicas', what: 'number of replicas' };
  }
}

type Words = Pick<Guard, 'severity' | 'detail' | 'advice'>;

/** A commit is the better way for what Git holds; nobody commits a restart. */
function commit(what: string, instead: string): string {
  return `Change the ${what} in Git, or ${instead}.`;
}

function argocdWords(
  { what, pointer }: Written,
  verb: Verb,
  facts: ArgocdFacts | undefined,
): Words | undefined {
  // Argo CD compares only what Git sets, and Git sets no restart annotation.
  if (verb === 'restart') return undefined;
  const ignored = facts?.ignoredPointers?.some(
    known => pointer === known || pointer.startsWith(`${known}/`),
  );
  if (ignored) {
    return {
      severity: 'info',
      detail: `The application ignores differences in ${pointer}, so Argo CD does not put the ${what} back; a sync still may, unless it has RespectIgnoreDifferences.`,
    };
  }
  if (facts?.automated === false) {
    return {
      severity: 'info',
      detail: `Automated sync is off: the ${what} stays until somebody syncs the application.`,
      advice: commit(what, 'leave the application unsynced until then'),
    };
  }
  const advice = commit(what, "suspend the application's automated sync");
  if (facts?.selfHeal) {
    return {
      severity: 'warning',
      detail: `Self-heal is on: if Git sets the ${what}, Argo CD puts it back within seconds.`,
      advice,
    };
  }
  if (facts?.automated) {
    return {
      severity: 'warning',
      detail: `Automated sync is on without self-heal: if Git sets the ${what}, the next commit puts it back.`,
      advice,
    };
  }
  return {
    severity: 'warning',
    detail: `If Git sets the ${what}, Argo CD puts it back at its next sync, with self-heal within seconds.`,
    advice,
  };
}

function fluxWords({ what }: Written, verb: Verb): Words {
  if (verb === 'restart') {
    return {
      severity: 'warning',
      detail:
        'Flux may remove the restart annotation at its next reconciliation, and the pods then restart a second time.',
      advice:
        'Suspend the Kustomization or HelmRelease until the restart has ended.',
    };
  }
  return {
    severity: 'warning',
    detail: `If Git sets the ${what}, Flux puts it back at its next reconciliation, usually within minutes.`,
    advice: commit(what, 'suspend the Kustomization or HelmRelease'),
  };
}

function helmWords({ what }: Written, verb: Verb): Words | undefined {
  if (verb === 'restart') return undefined;
  return {
    severity: 'info',
    detail: `The ${what} lasts until the next upgrade of the release, which sets what its values say.`,
    advice: `Set the ${what} in the values of the release, too.`,
  };
}

const titles: Partial<Record<OwnerView['kind'], string>> = {
  ArgoCD: 'Argo CD application',
  Flux: 'Flux',
  Helm: 'Helm release',
  Other: 'controller of',
};

function wordsFor(
  owner: OwnerView,
  snapshot: WorkloadSnapshot,
  { verb, argocd }: GuardInput,
): Words | undefined {
  const written = writtenBy(verb, snapshot);
  switch (owner.kind) {
    case 'ArgoCD':
      return argocdWords(written, verb, argocd?.[owner.name]);
    case 'Flux':
      return fluxWords(written, verb);
    case 'Helm':
      return helmWords(written, verb);
    case 'Other':
      return {
        severity: 'warning',
        detail: `It was made by ${owner.name}, whose controller may overwrite the ${written.what} at any time.`,
        advice: `Change ${owner.name} instead.`,
      };
    default:
      return undefined;
  }
}

/** Somebody else writes the object: Argo CD, Flux, Helm, an operator. */
export const gitopsOwner: GuardRule = input =>
  perWorkload(input.snapshots, snapshot =>
    ownersOf(snapshot, input.owners).flatMap(owner => {
      const words = wordsFor(owner, snapshot, input);
      return words
        ? [
            {
              code: 'gitops-owner',
              ...words,
              title: (names, several) =>
                `${names} ${several ? 'belong' : 'belongs'} to ${
                  owner.kind === 'Other' ? 'the ' : ''
                }${titles[owner.kind]} ${owner.name}.`,
            },
          ]
        : [];
    }),
  );

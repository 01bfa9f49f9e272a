import type { Verb } from '@vtasker/backstage-plugin-service-manager-common';
import type { GitopsOwner } from '../../workloads';
import type { FluxFacts, GitopsFacts } from './facts';
import type { Answer } from './ignored';
import {
  Change,
  commit,
  condition,
  notSet,
  sentence,
  UNSURE,
  Words,
} from './words';

function within(interval: string | undefined): string {
  return interval
    ? `at its next reconciliation, within ${interval}`
    : 'at its next reconciliation, usually within minutes';
}

/** Flux strips the annotation of a restart (fluxcd/flux2#2526). */
function restartWords(
  owner: GitopsOwner,
  facts: FluxFacts | undefined,
  why: string,
): Words | undefined {
  // Helm keeps annotations that are not in its charts.
  if (owner.kind === 'HelmRelease') return undefined;
  if (facts?.suspended) {
    return {
      severity: 'info',
      detail:
        'The Kustomization is suspended. When it is resumed, Flux may remove the restart annotation, and the pods then restart a second time.',
    };
  }
  return {
    severity: 'warning',
    detail: `Flux may remove the restart annotation ${within(
      facts?.interval,
    )}, and the pods then restart a second time.${why}`,
    advice: 'Suspend the Kustomization until the restart has ended.',
  };
}

function driftWords(
  change: Change,
  owner: GitopsOwner,
  facts: FluxFacts,
  ignored: Answer,
): Words {
  const { what, pointer } = change;
  if (facts.suspended) {
    return {
      severity: 'info',
      detail: `The ${
        owner.kind
      } is suspended: the ${what} stays until it is resumed; ${condition(
        change,
      )}Flux then puts it back.`,
      advice: commit(change, 'leave it suspended until then'),
    };
  }
  if (!facts.correctsDrift || ignored === 'yes') {
    const reason = facts.correctsDrift
      ? `The HelmRelease ignores drift in ${pointer}`
      : 'The HelmRelease corrects no drift';
    return {
      severity: 'info',
      detail: `${reason}: the ${what} lasts until the next upgrade of the release, which sets what its values say.`,
      advice: `Set the ${what} in the values of the release, too.`,
    };
  }
  return {
    severity: 'warning',
    detail: `${sentence(
      `${condition(change)}Flux puts the ${what} back ${within(
        facts.interval,
      )}.`,
    )}${ignored === 'unsure' ? UNSURE : ''}`,
    advice: commit(change, `suspend the ${owner.kind}`),
  };
}

/** What Flux will do to the change. */
export function fluxWords(
  change: Change,
  options: {
    verb: Verb;
    owner: GitopsOwner;
    facts: GitopsFacts | undefined;
    ignored: Answer;
  },
): Words | undefined {
  const { verb, owner, facts, ignored } = options;
  const known = facts?.kind === owner.kind ? (facts as FluxFacts) : undefined;
  const why =
    facts?.kind === 'unknown' ? ` More is unknown: ${facts.why}.` : '';
  if (verb === 'restart') return restartWords(owner, known, why);
  if (change.gitSets === false) return notSet(change, 'Flux');
  if (known) return driftWords(change, owner, known, ignored);
  return {
    severity: 'warning',
    detail: `${sentence(
      `${condition(change)}Flux puts the ${change.what} back ${within(
        undefined,
      )}`,
    )}${
      owner.kind === 'HelmRelease'
        ? ' where it corrects drift, else at the next upgrade'
        : ''
    }.${why}`,
    advice: commit(change, `suspend the ${owner.kind}`),
  };
}

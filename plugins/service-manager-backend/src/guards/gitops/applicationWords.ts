import type { ApplicationFacts, GitopsFacts } from './facts';
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

function suspendAdvice(change: Change, { writtenBy }: ApplicationFacts) {
  return commit(
    change,
    writtenBy
      ? `suspend automated sync in ${writtenBy}, which writes this application`
      : "suspend the application's automated sync",
  );
}

function ignoredWords(change: Change, facts: ApplicationFacts): Words {
  const { what, pointer } = change;
  const ignores = `The application ignores differences in ${pointer}`;
  if (facts.respectsIgnored) {
    return {
      severity: 'info',
      detail: `${ignores}, in syncs too (RespectIgnoreDifferences): the ${what} stays.`,
    };
  }
  const until = facts.automated ? 'the next commit' : 'somebody';
  return {
    severity: facts.automated ? 'warning' : 'info',
    detail: `${ignores}, so Argo CD does not put the ${what} back by itself; but when ${until} makes it sync, ${condition(
      change,
    )}the sync does.`,
    advice: commit(
      change,
      'add RespectIgnoreDifferences=true to the sync options of the application',
    ),
  };
}

function unknownWords(change: Change, why: string | undefined): Words {
  return {
    severity: 'warning',
    detail: `${sentence(
      `${condition(
        change,
      )}Argo CD puts it back at its next sync, with self-heal within seconds.`,
    )}${why ? ` Which of these is unknown: ${why}.` : ''}`,
    advice: commit(change, "suspend the application's automated sync"),
  };
}

/** What Argo CD will do to the change. */
export function applicationWords(
  change: Change,
  facts: GitopsFacts | undefined,
  ignored: Answer,
): Words {
  const { what } = change;
  if (change.gitSets === false) return notSet(change, 'Argo CD');
  if (facts?.kind !== 'Application') {
    return unknownWords(
      change,
      facts?.kind === 'unknown' ? facts.why : undefined,
    );
  }
  if (facts.skipped) {
    return {
      severity: 'info',
      detail: `The application is suspended (argocd.argoproj.io/skip-reconcile): the ${what} stays until it is reconciled again.`,
      advice: commit(change, 'leave it suspended until then'),
    };
  }
  if (ignored === 'yes') return ignoredWords(change, facts);
  const unsure = ignored === 'unsure' ? UNSURE : '';
  if (!facts.automated) {
    return {
      severity: 'info',
      detail: `Automated sync is off: the ${what} stays until somebody syncs the application.${unsure}`,
      advice: commit(change, 'leave the application unsynced until then'),
    };
  }
  return {
    severity: 'warning',
    detail: facts.selfHeal
      ? `Self-heal is on: ${condition(
          change,
        )}Argo CD puts the ${what} back within seconds.${unsure}`
      : `Automated sync is on without self-heal: ${condition(
          change,
        )}the next commit puts the ${what} back.${unsure}`,
    advice: suspendAdvice(change, facts),
  };
}

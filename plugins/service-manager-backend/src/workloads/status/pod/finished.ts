import { containerEvidence } from '../facts';
import { latest } from '../time';
import type { PodFacts, PodFinding } from '../types';
import { oneLine } from '../words';
import { exitCode } from './crash';

/** A pod that ended with an error and will not be started again. */
export function failedFamily(facts: PodFacts): PodFinding | undefined {
  if (facts.pod.status?.phase !== 'Failed') return undefined;
  const container = facts.containers.find(
    ({ status }) => (status?.state?.terminated?.exitCode ?? 0) !== 0,
  );
  const terminated = container?.status?.state?.terminated;
  const { reason, message } = facts.pod.status;
  const limit = container?.spec?.resources?.limits?.memory;
  const outOfMemory = `out of memory${limit ? `, limit ${limit}` : ''}`;
  const ended =
    terminated &&
    (terminated.reason === 'OOMKilled'
      ? `${outOfMemory}, ${exitCode(terminated)}`
      : exitCode(terminated));
  return {
    gravity: 'broken',
    reason: reason ?? terminated?.reason ?? 'Failed',
    one: 'failed',
    many: 'failed',
    cause: ended ?? (oneLine(message) || undefined),
    since: latest(
      ...facts.containers.map(
        ({ status }) => status?.state?.terminated?.finishedAt,
      ),
    ),
    evidence: container
      ? [containerEvidence(facts.object, container)]
      : [
          {
            source: 'cluster',
            object: facts.object,
            text: ['phase Failed', reason, message].filter(Boolean).join(': '),
          },
        ],
  };
}

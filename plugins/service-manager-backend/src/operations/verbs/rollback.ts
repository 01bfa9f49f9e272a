import { ServiceManagerError } from '../../errors';
import { templateRevisions } from '../cluster/revisions';
import { digest } from '../pure/digest';
import { stuckPodWrites } from './stuckPods';
import type { VerbDefinition } from './types';
import { workloadWrite } from './writes';

export const rollback: VerbDefinition<'rollback'> = {
  scope: 'one',
  notFor: kind => `A ${kind} keeps no revisions.`,
  async plan(state, { revision }, { access }) {
    const { ref, object } = state;
    if (object.spec.paused) {
      throw new ServiceManagerError(
        409,
        'ROLLOUT_PAUSED',
        `The rollout of ${ref.name} is paused, so a rollback would not happen`,
        { nextStep: 'Resume the rollout first.' },
      );
    }
    const revisions = await templateRevisions(access, ref, object);
    const wanted = revisions.find(item => item.revision === revision);
    if (!wanted) {
      const kept = revisions.map(item => item.revision).join(', ');
      throw new ServiceManagerError(
        404,
        'REVISION_NOT_FOUND',
        `${ref.name} has no revision ${revision}`,
        {
          field: 'parameters.revision',
          nextStep: kept
            ? `Choose one of the kept revisions: ${kept}.`
            : 'No earlier revision is kept.',
        },
      );
    }
    if (wanted.current) {
      return { workload: ref, why: `It is at revision ${revision} already.` };
    }
    const current = revisions.find(item => item.current);
    return {
      workload: ref,
      now: current ? `revision ${current.revision}` : 'a revision of its own',
      then: `the template of revision ${revision}`,
      before: { revision: current?.revision },
      after: { revision },
      writes: [
        workloadWrite(
          state,
          'rollback',
          `Roll ${ref.name} back to revision ${revision}`,
          { type: 'template', source: wanted.source, back: current?.source },
          [
            {
              path: ['spec', 'template'],
              digest: true,
              before: digest(object.spec.template),
              // The dry run tells what the template becomes.
              after: undefined,
            },
          ],
        ),
        ...stuckPodWrites(state),
      ],
      goal: { kind: 'rollout' },
    };
  },
  summary: (what, { revision }) =>
    `${what} goes back to the pod template of revision ${revision}. ConfigMaps, Secrets and the number of replicas are not restored.`,
  inverse(operation) {
    const [target] = operation.targets;
    const revision = target?.before.revision;
    if (typeof revision !== 'number') {
      return 'The revision before it is not kept.';
    }
    return {
      verb: 'rollback',
      parameters: { workload: target.workload.id, revision },
    };
  },
};

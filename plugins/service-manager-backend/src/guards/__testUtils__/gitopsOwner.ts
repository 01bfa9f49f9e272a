import type { Verb } from '@vtasker/backstage-plugin-service-manager-common';
import { workloadRef } from '../../workloads';
import { deployment, snapshot } from '../../workloads/__testUtils__';
import { GitopsFacts, gitopsKey } from '../gitops';
import type { GuardInput } from '../types';
import { guards } from './guards';

const parameters: Partial<Record<Verb, object>> = {
  deploy: { images: [{ image: ':9' }] },
  rollback: { revision: 1 },
};

/** The guard on the GitOps owner, when there is one. */
export function ask(
  verb: Verb,
  input: Partial<GuardInput> & Pick<GuardInput, 'snapshots'>,
) {
  const found = guards({
    verb,
    parameters: (parameters[verb] ?? {}) as GuardInput['parameters'],
    ...input,
  }).filter(({ code }) => code === 'gitops-owner');
  expect(found.length).toBeLessThan(2);
  return found[0];
}

/** What was read of the owner, and whether Git sets what the verb changes. */
export function reading(
  owner: Parameters<typeof gitopsKey>[1],
  facts: GitopsFacts,
  gitSets?: boolean,
): GuardInput['gitops'] {
  const { id } = workloadRef({
    cluster: snapshot(deployment()).cluster,
    namespace: 'shop',
    kind: 'Deployment',
    name: 'web',
  });
  return {
    facts: new Map([[gitopsKey(snapshot(deployment()).cluster, owner), facts]]),
    setByGit: new Map(gitSets === undefined ? [] : [[id, gitSets]]),
  };
}

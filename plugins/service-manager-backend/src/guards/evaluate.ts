import type { Guard } from '@vtasker/backstage-plugin-service-manager-common';
import { autoscaler } from './autoscaler';
import { dependents } from './dependents';
import { disruptionBudget } from './disruptionBudget';
import { gitopsOwner } from './gitopsOwner';
import { hugeScale } from './hugeScale';
import { lastHealthyReplica } from './lastHealthyReplica';
import { operationRunning } from './operationRunning';
import { rollbackScope } from './rollbackScope';
import { rolloutPaused } from './rolloutPaused';
import type { GuardInput, GuardRule } from './types';
import { onDelete, partition } from './updateStrategy';

/** In the order in which a person should read them within a severity. */
const rules: GuardRule[] = [
  operationRunning,
  rolloutPaused,
  gitopsOwner,
  autoscaler,
  dependents,
  lastHealthyReplica,
  disruptionBudget,
  onDelete,
  partition,
  hugeScale,
  rollbackScope,
];

const severities: Guard['severity'][] = ['block', 'warning', 'info'];

/** What a person must know before the verb is used; gravest first. */
export function evaluateGuards(input: GuardInput): Guard[] {
  const guards = rules.flatMap(rule => rule(input));
  return severities.flatMap(severity =>
    guards.filter(guard => guard.severity === severity),
  );
}

import type {
  Verb,
  WorkloadKind,
} from '@vtasker/backstage-plugin-service-manager-common';
import { deploy } from './deploy';
import { pause } from './pause';
import { restart } from './restart';
import { resume } from './resume';
import { rollback } from './rollback';
import { scale } from './scale';
import { start } from './start';
import { stop } from './stop';
import type { VerbDefinition } from './types';

/** All verbs; a new one is a file and a line here. */
export const verbs: { [V in Verb]: VerbDefinition<V> } = {
  start,
  stop,
  restart,
  scale,
  pause,
  resume,
  rollback,
  deploy,
};

/** Why a verb leaves alone the kinds that `verbKinds` does not name. */
export function whyKindIsLeft(verb: Verb, kind: WorkloadKind): string {
  return verbs[verb].notFor(kind);
}

export type { PlanEnvironment, VerbDefinition } from './types';

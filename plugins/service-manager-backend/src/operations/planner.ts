import {
  FieldChange,
  Guard,
  Operation,
  OperationRequest,
  Verb,
  verbKinds,
  WorkloadRef,
} from '@vtasker/backstage-plugin-service-manager-common';
import { ServiceManagerError } from '../errors';
import type { GuardInput } from '../guards';
import {
  workloadRef,
  type WorkloadReader,
  type WorkloadSnapshot,
} from '../workloads';
import type { ClusterAccess } from './cluster/ClusterAccess';
import type { GitopsReader } from './cluster/gitopsOwners';
import { objectPath } from './cluster/places';
import { refusal } from './cluster/rejections';
import type { OperationStore } from './OperationStore';
import { diff } from './pure/diff';
import { preconditionOf } from './pure/digest';
import { isConflict, MAX_CONFLICTS } from './cluster/conflicts';
import { comparable, isUnwritten, pathText } from './pure/fields';
import { setByGit } from './pure/owner';
import type {
  OperationContext,
  Plan,
  PlannedWrite,
  TargetPlan,
  UntouchedWorkload,
  WorkloadState,
} from './types';
import { verbs } from './verbs';
import type { VerbDefinition } from './verbs';

/** What a person must know first; the guards room. */
export type GuardEvaluator = (input: GuardInput) => Guard[];

export interface PlannerOptions {
  access: ClusterAccess;
  workloads: WorkloadReader;
  store: OperationStore;
  guards: GuardEvaluator;
  gitops: GitopsReader;
}

interface Candidate {
  ref: WorkloadRef;
  snapshot: WorkloadSnapshot;
}

/** Turns a request into writes; reads the cluster, changes nothing. */
export class Planner {
  private readonly options: PlannerOptions;

  constructor(options: PlannerOptions) {
    this.options = options;
  }

  /** All workloads of a service, as last seen. */
  candidates(context: OperationContext): Candidate[] {
    const found = this.options.workloads
      .select(context.target)
      .map(snapshot => ({
        snapshot,
        ref: workloadRef({
          cluster: snapshot.cluster,
          namespace: snapshot.workload.metadata.namespace,
          kind: snapshot.workload.kind,
          name: snapshot.workload.metadata.name,
        }),
      }));
    if (found.length === 0) {
      throw new ServiceManagerError(
        404,
        'NO_WORKLOADS',
        `No workload of ${context.title} is seen in any cluster`,
        { nextStep: 'Check the annotations of the entity.' },
      );
    }
    return found;
  }

  async plan(
    context: OperationContext,
    request: OperationRequest,
    options: {
      now: Date;
      reason?: string;
      running?: Operation;
      /** Whether GitOps owners are read, to say what they will do. */
      readOwners?: boolean;
    },
  ): Promise<Plan> {
    const { verb } = request;
    const parameters: any = request.parameters;
    const definition = verbs[verb] as VerbDefinition<any>;
    checkUntil(parameters.until, options.now);
    const all = this.candidates(context);
    const { chosen, untouched } = choose(all, definition, verb, parameters);
    const states = await this.states(chosen);

    const targets: TargetPlan[] = [];
    for (const state of states) {
      const planned = await this.guarded(state.ref, () =>
        definition.plan(state, parameters, {
          access: this.options.access,
          now: options.now,
          actor: context.actor,
          reason: options.reason,
        }),
      );
      if ('why' in planned) untouched.push(planned);
      else targets.push(planned);
    }
    const touched = new Set(targets.map(target => target.workload.id));
    const touchedStates = states.filter(state => touched.has(state.ref.id));
    const snapshots = touchedStates.map(state => state.snapshot);
    // Beside the dry run, which takes longer.
    const facts = options.readOwners
      ? this.options.gitops(snapshots)
      : undefined;
    const diffs = new Map(
      await Promise.all(
        targets.map(async target => {
          const state = states.find(s => s.ref.id === target.workload.id)!;
          const changes = await this.guarded(target.workload, () =>
            this.dryRun(target, state, context),
          );
          return [target.workload.id, changes] as const;
        }),
      ),
    );
    const names = targets.map(target => target.workload.name);
    return {
      request,
      targets,
      diffs,
      untouched,
      summary: targets.length
        ? definition.summary(listed(names), parameters, targets)
        : `Nothing to do. ${untouched
            .map(({ workload, why }) => `${workload.name}: ${why}`)
            .join(' ')}`,
      guards: this.options.guards({
        verb,
        parameters,
        snapshots,
        gitops: facts && {
          facts: await facts,
          setByGit: fieldsSetByGit(targets, touchedStates),
        },
        dependents: context.dependents,
        running: options.running && {
          id: options.running.id,
          verb: options.running.verb,
          actor: options.running.actor,
          at: options.running.createdAt,
        },
        now: options.now,
      }),
      precondition: preconditionOf(
        states.flatMap(state =>
          state.scaledObject
            ? [state.object, state.scaledObject]
            : [state.object],
        ),
      ),
    };
  }

  /** Everything as the cluster has it now, not as the cache saw it. */
  private async states(chosen: Candidate[]): Promise<WorkloadState[]> {
    const { access, store } = this.options;
    const memories = await store.memories(chosen.map(item => item.ref.id));
    return Promise.all(
      chosen.map(({ ref, snapshot }) =>
        this.guarded(ref, async () => {
          const read = (kind: 'ScaledObject' | typeof ref.kind, name: string) =>
            access.get(ref.cluster, objectPath(kind, ref.namespace, name));
          const scaler = snapshot.scaledObject?.metadata.name;
          const [object, scaledObject] = await Promise.all([
            read(ref.kind, ref.name),
            scaler ? read('ScaledObject', scaler) : undefined,
          ]);
          if (!object) {
            throw new ServiceManagerError(
              404,
              'WORKLOAD_NOT_FOUND',
              `${ref.kind}/${ref.name} is no longer in the cluster ${ref.cluster}`,
              { nextStep: 'Load the page again to see what is there now.' },
            );
          }
          const memory = memories.get(ref.id);
          return { ref, snapshot, object, scaledObject, memory };
        }),
      ),
    );
  }

  /**
   * Has the API server work out the very writes that would be sent. Quotas,
   * admission and rights speak up here, before anything is half done.
   */
  private async dryRun(
    target: TargetPlan,
    state: WorkloadState,
    context: OperationContext,
  ): Promise<FieldChange[]> {
    const changes: FieldChange[] = [];
    for (const write of target.writes) {
      const { current, answer } = await this.tryOut(
        write,
        write.object.startsWith('ScaledObject/')
          ? state.scaledObject
          : state.object,
        context,
      );
      if (write.action.type === 'delete-pod') continue;
      if (write.action.type === 'scale') {
        changes.push(...scaleChange(write));
        continue;
      }
      for (const field of write.fields) {
        if (field.digest) field.after = comparable(field, answer);
      }
      changes.push(...diff(current, answer));
    }
    return changes;
  }

  /**
   * During a rollout the controller writes the status all the time, so the
   * version that was just read may be gone; what counts are the fields.
   */
  private async tryOut(
    write: PlannedWrite,
    first: any,
    context: OperationContext,
  ): Promise<{ current: any; answer: any }> {
    const { access } = this.options;
    let current = first;
    for (let attempt = 1; ; attempt += 1) {
      try {
        const answer = await access.send(write, current, {
          dryRun: true,
          onBehalfOf: context.actor.onBehalfOf,
        });
        return { current, answer };
      } catch (error) {
        if (!isConflict(error, write) || attempt === MAX_CONFLICTS) throw error;
        const newer = await access.get(write.cluster, write.path);
        const same =
          newer?.metadata.resourceVersion === current.metadata.resourceVersion;
        if (!newer || same || !isUnwritten(write.fields, newer)) throw error;
        current = newer;
      }
    }
  }

  private async guarded<T>(ref: WorkloadRef, call: () => Promise<T>) {
    try {
      return await call();
    } catch (error) {
      throw refusal(error, {
        cluster: ref.cluster,
        object: `${ref.kind}/${ref.name}`,
      });
    }
  }
}

/** Of the workload itself, and only what Git could hold. */
function fieldsSetByGit(
  targets: TargetPlan[],
  states: WorkloadState[],
): Map<string, boolean> {
  const answers = new Map<string, boolean>();
  for (const { workload, writes } of targets) {
    const paths = writes
      .filter(write => write.object === `${workload.kind}/${workload.name}`)
      .flatMap(write => write.fields.map(field => field.path))
      .filter(([first]) => first === 'spec');
    const state = states.find(({ ref }) => ref.id === workload.id);
    const answer = setByGit(state?.object, paths);
    if (answer !== undefined) answers.set(workload.id, answer);
  }
  return answers;
}

function scaleChange(write: PlannedWrite): FieldChange[] {
  return write.fields.map(({ path, before, after }) => ({
    path: pathText(path),
    before,
    after,
  }));
}

function checkUntil(until: string | undefined, now: Date) {
  if (until !== undefined && new Date(until).getTime() <= now.getTime()) {
    throw new ServiceManagerError(
      422,
      'UNTIL_IN_PAST',
      `The time to come back, ${until}, is over already`,
      {
        field: 'parameters.until',
        nextStep: `Give a time after ${now.toISOString()}, or none.`,
      },
    );
  }
}

function listed(names: string[]): string {
  if (names.length <= 1) return names.join('');
  return `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

/** The workloads that a request names, and why the others are left alone. */
export function choose(
  all: Candidate[],
  definition: Pick<VerbDefinition<any>, 'notFor' | 'scope'>,
  verb: Verb,
  parameters: { workload?: string; workloads?: string[] },
): { chosen: Candidate[]; untouched: UntouchedWorkload[] } {
  const field =
    definition.scope === 'one' ? 'parameters.workload' : 'parameters.workloads';
  const named =
    parameters.workloads ?? (parameters.workload ? [parameters.workload] : []);
  for (const id of named) {
    if (!all.some(candidate => candidate.ref.id === id)) {
      throw new ServiceManagerError(
        404,
        'WORKLOAD_NOT_FOUND',
        `The service has no workload with the id "${id}"`,
        {
          field,
          nextStep: `Use one of: ${all.map(idAndName).join(', ')}.`,
        },
      );
    }
  }
  const applies = (c: Candidate) => verbKinds[verb].includes(c.ref.kind);
  const untouched: UntouchedWorkload[] = [];
  const chosen: Candidate[] = [];
  for (const candidate of all) {
    const isNamed = named.includes(candidate.ref.id);
    if (applies(candidate)) {
      if (named.length === 0 || isNamed) chosen.push(candidate);
      else untouched.push({ workload: candidate.ref, why: 'Not chosen.' });
    } else if (isNamed) {
      throw new ServiceManagerError(
        422,
        'VERB_NOT_APPLICABLE',
        `${candidate.ref.name}: ${definition.notFor(candidate.ref.kind)}`,
        { field, nextStep: 'Leave it out, or choose another workload.' },
      );
    } else {
      untouched.push({
        workload: candidate.ref,
        why: definition.notFor(candidate.ref.kind),
      });
    }
  }
  if (definition.scope === 'one' && chosen.length > 1) {
    throw new ServiceManagerError(
      422,
      'WORKLOAD_REQUIRED',
      `The service has several workloads; say which one to ${verb}`,
      { field, nextStep: `Use one of: ${chosen.map(idAndName).join(', ')}.` },
    );
  }
  return { chosen, untouched };
}

function idAndName({ ref }: Candidate): string {
  return `${ref.id} (${ref.kind} ${ref.name})`;
}

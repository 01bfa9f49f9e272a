import type {
  OperationRequest,
  Service,
  Verb,
  WorkloadView,
} from '@vtasker/backstage-plugin-service-manager-common';
import { verbs } from './verbs';

/** What a person has filled in so far. */
export interface Draft {
  /** Ids of the workloads that are left out of a verb for many. */
  excluded: string[];
  /** The one workload of a verb for one. */
  workload?: string;
  /** ISO 8601. */
  until?: string;
  replicas?: number;
  revision?: number;
  /** By container; an empty text leaves the container alone. */
  images: Record<string, string>;
}

/** The workloads that a verb can be asked of. */
export function workloadsFor(verb: Verb, service: Service): WorkloadView[] {
  return service.workloads.filter(({ ref }) =>
    verbs[verb].kinds.includes(ref.kind),
  );
}

/** The verbs that change one workload at a time. */
export function isForOne(verb: Verb): verb is 'scale' | 'rollback' | 'deploy' {
  return verb === 'scale' || verb === 'rollback' || verb === 'deploy';
}

/** What stands in the form when it opens. */
export function startDraft(
  verb: Verb,
  service: Service,
  workload?: string,
): Draft {
  const candidates = workloadsFor(verb, service);
  const known = candidates.find(({ ref }) => ref.id === workload);
  if (!isForOne(verb)) {
    return {
      images: {},
      // Opened on one workload of several: the others stay out.
      excluded: known
        ? candidates.map(({ ref }) => ref.id).filter(id => id !== workload)
        : [],
    };
  }
  const chosen = known ?? candidates[0];
  return { images: {}, excluded: [], workload: chosen?.ref.id };
}

/**
 * The request that the form stands for; absent while something is missing that
 * only the person can give.
 */
export function toRequest(
  verb: Verb,
  draft: Draft,
  service: Service,
): OperationRequest | undefined {
  const { workload, until, replicas, revision } = draft;
  const many = toWorkloads(verb, draft, service);
  if (many === 'none') return undefined;
  switch (verb) {
    case 'stop':
      return { verb, parameters: { ...many, ...(until && { until }) } };
    case 'start':
    case 'restart':
    case 'pause':
    case 'resume':
      return { verb, parameters: { ...many } };
    case 'scale':
      if (replicas === undefined || !Number.isFinite(replicas))
        return undefined;
      return { verb, parameters: { workload, replicas } };
    case 'rollback':
      if (revision === undefined) return undefined;
      return { verb, parameters: { workload, revision } };
    case 'deploy': {
      const images = Object.entries(draft.images)
        .map(([container, image]) => ({ container, image: image.trim() }))
        .filter(({ image }) => image !== '');
      if (images.length === 0) return undefined;
      return { verb, parameters: { workload, images } };
    }
    default:
      throw new Error(`Unknown verb ${verb satisfies never}`);
  }
}

/** Names workloads only when some are left out: all is the API's default. */
function toWorkloads(
  verb: Verb,
  draft: Draft,
  service: Service,
): { workloads?: string[] } | 'none' {
  if (isForOne(verb) || draft.excluded.length === 0) return {};
  const workloads = workloadsFor(verb, service)
    .map(({ ref }) => ref.id)
    .filter(id => !draft.excluded.includes(id));
  return workloads.length === 0 ? 'none' : { workloads };
}

/**
 * What of a service a preview rests on. Pods that come and go leave it as it
 * is, so that a preview does not renew itself without end.
 */
export function previewBasis(service: Service): string {
  return JSON.stringify(
    service.workloads.map(workload => [
      workload.ref.id,
      workload.replicas?.desired,
      workload.revision,
      workload.paused,
      workload.images.map(({ image }) => image),
      workload.stopped,
      workload.schedule?.suspended,
      workload.autoscaler,
      workload.owners,
      workload.disruptionBudget?.disruptionsAllowed,
    ]),
  );
}

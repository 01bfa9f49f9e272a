import { containerEvidence, eventEvidence, findEvent } from '../facts';
import { rowOf } from '../table';
import { earliest } from '../time';
import type { ContainerFacts, PodFacts, PodFinding } from '../types';
import { oneLine } from '../words';

interface Row {
  one: string;
  many: string;
  /** Events in which the cluster says more than in the container's state. */
  events: string[];
  cause: (message: string, container: ContainerFacts) => string;
}

/** The last words of an error chain are those that say what is wrong. */
function pullCause(message: string, container: ContainerFacts): string {
  const image = container.spec?.image ?? container.status?.image ?? '';
  const known: Array<[RegExp, string]> = [
    [/not found|manifest unknown/i, 'the registry has no such image'],
    [
      /unauthori[sz]ed|denied|forbidden|authentication required|no basic auth/i,
      'the registry refuses access (is there a pull secret?)',
    ],
    [/toomanyrequests|too many requests|429/i, 'the registry limits the rate'],
    [
      /no such host|timeout|timed out|connection refused|i\/o/i,
      'the registry cannot be reached',
    ],
    [/x509|certificate/i, 'the certificate of the registry is not trusted'],
    [/no match for platform|no matching manifest/i, 'not for this platform'],
  ];
  const why = known.find(([pattern]) => pattern.test(message))?.[1];
  return [image, why].filter(Boolean).join(', ');
}

const pull: Row = {
  one: 'cannot pull its image',
  many: 'cannot pull their image',
  events: ['Failed', 'InspectFailed', 'ErrImageNeverPull'],
  cause: pullCause,
};

const create: Row = {
  one: 'cannot create its container',
  many: 'cannot create their container',
  events: ['Failed', 'FailedCreatePodSandBox'],
  cause: message => oneLine(message),
};

/** Reasons in `state.waiting` that do not go away by themselves. */
export const waitingReasons: Record<string, Row> = {
  ImagePullBackOff: pull,
  ErrImagePull: pull,
  RegistryUnavailable: pull,
  ImageInspectError: pull,
  SignatureValidationFailed: pull,
  ErrImageNeverPull: {
    ...pull,
    cause: (_, { spec }) =>
      `${spec?.image ?? ''} is not on the node and its pull policy is Never`,
  },
  InvalidImageName: {
    one: 'has an image name that is not valid',
    many: 'have an image name that is not valid',
    events: ['InspectFailed', 'Failed'],
    cause: (_, { spec, status }) => spec?.image ?? status?.image ?? '',
  },
  CreateContainerConfigError: {
    one: 'cannot be configured',
    many: 'cannot be configured',
    events: ['Failed'],
    cause: message => oneLine(message),
  },
  CreateContainerError: create,
  RunContainerError: { ...create, one: 'cannot run', many: 'cannot run' },
  StartError: { ...create, one: 'cannot run', many: 'cannot run' },
};

/** A container that the kubelet cannot create: image, configuration. */
export function waitingFamily(facts: PodFacts): PodFinding | undefined {
  for (const container of facts.containers) {
    const waiting = container.status?.state?.waiting;
    const row = rowOf(waitingReasons, waiting?.reason);
    if (!row) continue;
    const event = findEvent(facts.events, row.events, ({ message }) =>
      // "Error: ImagePullBackOff" says nothing that the state does not say.
      /\s/.test((message ?? '').replace(/^Error: /, '')),
    );
    const words = [waiting!.message, event?.message].filter(Boolean).join(' ');
    return {
      gravity: 'broken',
      reason: waiting!.reason!,
      one: row.one,
      many: row.many,
      cause: row.cause(words, container),
      since: earliest(
        event?.firstAt,
        facts.pod.status?.startTime,
        facts.pod.metadata?.creationTimestamp,
      ),
      evidence: [
        containerEvidence(facts.object, container),
        ...(event ? [eventEvidence(event)] : []),
      ],
    };
  }
  return undefined;
}

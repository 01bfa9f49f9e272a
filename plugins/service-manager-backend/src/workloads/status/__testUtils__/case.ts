import type { StatusState } from '@vtasker/backstage-plugin-service-manager-common';
import { deployment, event, pod, snapshot } from '../../__testUtils__';
import type { Deployment, Pod } from '../../objects';
import type { WorkloadSnapshot } from '../../types';

/** A row of the status tables. */
export interface StatusCase {
  name: string;
  snapshot: WorkloadSnapshot;
  state: StatusState;
  reason: string;
  message: string;
  since?: string;
  /** The cluster's own words that at least one piece of evidence has. */
  evidence?: RegExp;
}

/** Three wanted, so many available. */
export function someAvailable(
  available: number,
  more: { spec?: object; status?: Partial<Deployment['status']> } = {},
): Deployment {
  return deployment({
    spec: more.spec,
    status: {
      readyReplicas: available,
      availableReplicas: available,
      unavailableReplicas: 3 - available,
      ...more.status,
    },
  });
}

export function noneAvailable(): Deployment {
  return someAvailable(0);
}

/** A sick pod among three; the two others are well. */
export function row(
  name: string,
  sick: Pod,
  more: Omit<StatusCase, 'name' | 'snapshot' | 'state'> & {
    state?: StatusCase['state'];
    events?: ReturnType<typeof event>[];
  },
): StatusCase {
  const { events = [], state = 'degraded', ...expected } = more;
  return {
    name,
    snapshot: snapshot(someAvailable(2), {
      pods: [sick, pod('web-2'), pod('web-3')],
      events,
    }),
    state,
    ...expected,
  };
}

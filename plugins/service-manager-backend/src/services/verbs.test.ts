import {
  STOPPED_ANNOTATION,
  Verb,
  verbKinds,
  verbSchema,
  workloadKindSchema,
} from '@vtasker/backstage-plugin-service-manager-common';
import type { Remembered } from '../operations';
import { verbs } from '../operations/verbs';
import { workloadRef } from '../workloads/id';
import * as build from '../workloads/__testUtils__';
import type { WorkloadSnapshot } from '../workloads/types';
import { verbAvailability } from './verbs';
import { allPermissions, component } from './__testUtils__/harness';

const PAUSED = 'autoscaling.keda.sh/paused-replicas';

const opened = {
  entity: component('web'),
  entityRef: 'component:default/web',
  permissions: new Set(allPermissions),
};

function offered(
  verb: Verb,
  snapshot: WorkloadSnapshot,
  memory?: Remembered,
): string {
  const all = verbAvailability({ opened, workloads: [{ snapshot, memory }] });
  return all.find(one => one.verb === verb)!.why ?? 'available';
}

/** What the plan does with the same workload. */
async function planned(
  verb: 'start' | 'stop',
  snapshot: WorkloadSnapshot,
  memory?: Remembered,
): Promise<any> {
  const { cluster, workload, scaledObject } = snapshot;
  const { name, namespace } = workload.metadata;
  return verbs[verb].plan(
    {
      ref: workloadRef({ cluster, namespace, kind: workload.kind, name }),
      snapshot,
      object: workload,
      scaledObject,
      memory: memory as any,
    },
    {},
    {
      now: new Date('2026-03-01T12:00:00Z'),
      actor: { ref: 'user:default/ann' },
    } as any,
  );
}

function web(options: {
  replicas: number;
  stopped?: object;
  /** The annotation on the ScaledObject; absent: there is none of KEDA. */
  keda?: 'scaling' | string;
}): WorkloadSnapshot {
  const { replicas, stopped, keda } = options;
  const workload = build.deployment({ spec: { replicas } });
  workload.metadata.annotations = stopped && {
    [STOPPED_ANNOTATION]: JSON.stringify(stopped),
  };
  const scaledObject = keda ? build.scaledObject('web') : undefined;
  if (scaledObject) {
    scaledObject.metadata.annotations =
      keda === 'scaling' ? undefined : { [PAUSED]: keda! };
  }
  return build.snapshot(workload, { scaledObject });
}

function report(suspend: boolean, stopped?: object): WorkloadSnapshot {
  const workload = build.cronJob({ spec: { suspend } });
  workload.metadata.annotations = stopped && {
    [STOPPED_ANNOTATION]: JSON.stringify(stopped),
  };
  return build.snapshot(workload);
}

const keda = { name: 'web-keda' };
const already = 'It is stopped already.';
const running = 'It is running already.';

describe('what is offered', () => {
  it.each<{
    name: string;
    snapshot: WorkloadSnapshot;
    memory?: Remembered;
    stop: string;
    start: string;
  }>([
    {
      name: 'running',
      snapshot: web({ replicas: 2 }),
      stop: 'available',
      start: running,
    },
    {
      name: 'stopped',
      snapshot: web({ replicas: 0, stopped: { replicas: 2 } }),
      stop: already,
      start: 'available',
    },
    {
      name: 'trap: scaled to 0 by KEDA, which would scale it up again',
      snapshot: web({ replicas: 0, keda: 'scaling' }),
      stop: 'available',
      start: 'available',
    },
    {
      name: 'stopped, KEDA paused',
      snapshot: web({ replicas: 0, keda: '0', stopped: { keda } }),
      stop: already,
      start: 'available',
    },
    {
      name: 'trap: half a stop, KEDA paused and pods left',
      snapshot: web({ replicas: 2, keda: '0', stopped: { keda } }),
      stop: 'available',
      start: 'available',
    },
    {
      name: 'half a stop that only the database remembers',
      snapshot: web({ replicas: 2, keda: '0' }),
      memory: { replicas: 2, keda },
      stop: 'available',
      start: 'available',
    },
    {
      name: 'KEDA paused at 0 by somebody else, pods left',
      snapshot: web({ replicas: 2, keda: '0' }),
      stop: 'available',
      start: running,
    },
    {
      name: 'KEDA paused at 2 by somebody else',
      snapshot: web({ replicas: 2, keda: '2' }),
      stop: 'available',
      start: running,
    },
    {
      name: 'a CronJob that runs',
      snapshot: report(false),
      stop: 'available',
      start: 'It is not suspended.',
    },
    {
      name: 'a CronJob that a stop suspended',
      snapshot: report(true, { suspended: true }),
      stop: 'It is suspended already.',
      start: 'available',
    },
    {
      name: 'a CronJob of whose stop only the database knows',
      snapshot: report(true),
      memory: { suspended: true },
      stop: 'It is suspended already.',
      start: 'available',
    },
    {
      name: 'a CronJob that somebody else suspended',
      snapshot: report(true),
      stop: 'It is suspended already.',
      start: 'It was suspended by somebody else, not by a stop from here.',
    },
  ])(
    '$name: what is offered is what the plan does',
    async ({ snapshot, memory, ...expected }) => {
      for (const verb of ['stop', 'start'] as const) {
        expect([verb, offered(verb, snapshot, memory)]).toEqual([
          verb,
          expected[verb],
        ]);
        const plan = await planned(verb, snapshot, memory);
        expect([verb, plan.why ?? 'available']).toEqual([verb, expected[verb]]);
        // What is planned is not empty.
        expect([verb, plan.why ?? plan.writes.length]).not.toEqual([verb, 0]);
      }
    },
  );

  it('says of every kind that a verb does not take why', () => {
    const one = {
      Deployment: build.deployment(),
      StatefulSet: build.statefulSet(),
      DaemonSet: build.daemonSet(),
      CronJob: build.cronJob(),
      Job: build.job(),
    };
    for (const verb of verbSchema.options) {
      for (const kind of workloadKindSchema.options) {
        if (verbKinds[verb].includes(kind)) continue;
        expect([verb, kind, offered(verb, build.snapshot(one[kind]))]).toEqual([
          verb,
          kind,
          verbs[verb].notFor(kind),
        ]);
      }
    }
  });
});

describe('what a stop remembers', () => {
  const writesTo = (plan: any) => plan.writes.map((one: any) => one.object);

  it('trap: the memory is never overwritten: 0 replicas, KEDA scaling, the database lost', async () => {
    const before = web({
      replicas: 0,
      keda: 'scaling',
      stopped: { replicas: 3 },
    });
    const plan = await planned('stop', before);
    expect(writesTo(plan)).toEqual(['ScaledObject/web']);
    expect(plan.memory).toBeUndefined();
  });

  it('a time to come back goes with the count that is known', async () => {
    const before = web({
      replicas: 0,
      keda: 'scaling',
      stopped: { replicas: 3 },
    });
    const { cluster, workload, scaledObject } = before;
    const { name, namespace } = workload.metadata;
    const until = '2026-03-02T06:00:00.000Z';
    const plan: any = await verbs.stop.plan(
      {
        ref: workloadRef({ cluster, namespace, kind: workload.kind, name }),
        snapshot: before,
        object: workload,
        scaledObject,
      },
      { until },
      {
        now: new Date('2026-03-01T12:00:00Z'),
        actor: { ref: 'user:default/ann' },
      } as any,
    );
    expect(plan.memory).toMatchObject({ replicas: 3, until });
    expect(JSON.parse(plan.writes[0].fields[0].after)).toMatchObject({
      replicas: 3,
      until,
    });
  });

  it('where nothing is known yet, KEDA is remembered without a count', async () => {
    const plan = await planned('stop', web({ replicas: 0, keda: 'scaling' }));
    expect(plan.memory).toMatchObject({
      type: 'remember',
      replicas: undefined,
    });
    expect(writesTo(plan)).toEqual(['Deployment/web', 'ScaledObject/web']);
  });
});

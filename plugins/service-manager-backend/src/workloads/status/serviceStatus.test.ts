import fc from 'fast-check';
import {
  Status,
  StatusState,
  statusStateSchema,
  WorkloadKind,
} from '@vtasker/backstage-plugin-service-manager-common';
import { ago, NOW } from '../__testUtils__';
import { deriveServiceStatus, ServicePart } from './serviceStatus';

function part(
  state: StatusState,
  kind: WorkloadKind = 'Deployment',
  more: Partial<Status> & { name?: string } = {},
): ServicePart {
  const { name, ...status } = more;
  return {
    kind,
    name,
    status: {
      state,
      reason: state === 'running' ? 'AllReady' : state,
      message: `${kind} is ${state}`,
      evidence: [],
      ...status,
    },
  };
}

function derive(...parts: ServicePart[]) {
  return deriveServiceStatus(parts, NOW);
}

describe('deriveServiceStatus', () => {
  it('is unknown when nothing was seen, never stopped or running', () => {
    expect(derive()).toMatchObject({ state: 'unknown', reason: 'NoWorkloads' });
  });

  it.each<[StatusState, ServicePart[]]>([
    ['failed', [part('running'), part('failed'), part('degraded')]],
    ['degraded', [part('running'), part('degraded'), part('unknown')]],
    ['unknown', [part('running'), part('unknown'), part('starting')]],
    ['stopping', [part('stopping'), part('running'), part('starting')]],
    ['starting', [part('starting'), part('running')]],
    ['running', [part('running'), part('stopped')]],
    ['running', [part('running'), part('suspended', 'CronJob')]],
    ['stopped', [part('stopped'), part('suspended', 'CronJob')]],
    ['stopped', [part('stopped'), part('running', 'CronJob')]],
    ['stopped', [part('stopped'), part('stopped', 'Job')]],
    ['degraded', [part('stopped'), part('degraded', 'CronJob')]],
    ['stopping', [part('stopped'), part('stopping')]],
    ['suspended', [part('suspended', 'CronJob')]],
    ['running', [part('running', 'CronJob'), part('suspended', 'CronJob')]],
    ['running', [part('running'), part('stopped', 'Job')]],
  ])('%s (case %#)', (state, parts) => {
    expect(derive(...parts).state).toBe(state);
  });

  it('the worst explains, by name where there are several', () => {
    expect(
      derive(
        part('running', 'Deployment', { name: 'web' }),
        part('failed', 'StatefulSet', {
          name: 'db',
          reason: 'OOMKilled',
          message: 'The pod restarts again and again',
          since: ago(60),
        }),
      ),
    ).toMatchObject({
      state: 'failed',
      reason: 'OOMKilled',
      message: 'StatefulSet db: The pod restarts again and again',
      since: ago(60),
    });
  });

  it('mentions what was stopped beside what runs', () => {
    expect(derive(part('running'), part('stopped'))).toMatchObject({
      reason: 'PartlyStopped',
      message: '1 of 2 workloads running, 1 stopped',
    });
  });

  it('runs since the last of its workloads does', () => {
    expect(
      derive(
        part('running', 'Deployment', { since: ago(500) }),
        part('running', 'Deployment', { since: ago(50) }),
        part('running', 'CronJob', { since: ago(5) }),
      ),
    ).toMatchObject({
      message: 'All 2 workloads are running',
      since: ago(50),
    });
  });

  it('is the same for every order', () => {
    const parts = fc.array(
      fc.record({
        kind: fc.constantFrom<WorkloadKind>('Deployment', 'CronJob', 'Job'),
        name: fc.option(fc.constantFrom('a', 'b', 'c'), { nil: undefined }),
        status: fc.record({
          state: fc.constantFrom(...statusStateSchema.options),
          reason: fc.constantFrom('AllReady', 'A', 'B'),
          message: fc.constantFrom('m', 'n'),
          since: fc.option(fc.constantFrom(ago(1), ago(2)), {
            nil: undefined,
          }),
          evidence: fc.constant<Status['evidence']>([]),
        }),
      }),
      { maxLength: 6 },
    );
    fc.assert(
      fc.property(
        parts.chain(list =>
          fc.tuple(
            fc.constant(list),
            fc.shuffledSubarray(list, { minLength: list.length }),
          ),
        ),
        ([list, shuffled]) => {
          expect(derive(...shuffled)).toEqual(derive(...list));
        },
      ),
    );
  });
});

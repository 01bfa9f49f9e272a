import fc from 'fast-check';
import {
  FakeWorkloads,
  snapshotOf,
} from '../../../__testUtils__/FakeWorkloads';
import type { FakeDeployment } from '../../../__testUtils__/FakeWorkloads';
import { lokiUpstream } from '../../../__testUtils__/lokiSource';
import { createFilter } from '../../../pure/filter';
import { parseLogQl } from '../../../pure/logql';
import { placesOf, selectorOf } from './places';
import { podNames, whole } from './podNames';
import { anyOf, literally, quote, renderSelector } from './selector';

const NOBODY = { workloads: [], pods: [] };

function matching(
  workload: Partial<FakeDeployment>,
  names: string[],
  foreign = NOBODY as Parameters<typeof podNames>[1],
): string[] {
  const rule = podNames(
    [snapshotOf({ name: 'web', pods: [], ...workload })],
    foreign,
  );
  return rule ? names.filter(name => whole(rule).test(name)) : [];
}

describe('texts within LogQL', () => {
  it.each([
    ['a"b', '"a\\"b"'],
    ['a\\', '"a\\\\"'],
    ['\\"', '"\\\\\\""'],
    ['a\nb\rc\td', '"a\\nb\\rc\\td"'],
    ['a`b', '"a`b"'],
    ['"} or {namespace="x', '"\\"} or {namespace=\\"x"'],
  ])('trap: %j is escaped in order', (text, expected) => {
    expect(quote(text)).toBe(expected);
  });

  it('trap: whatever is in a value, it stays that value', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: 'grapheme' }), {
          minLength: 1,
          maxLength: 3,
        }),
        fc.string({ unit: 'grapheme' }),
        (values, other) => {
          const query = parseLogQl(
            renderSelector([
              { label: 'namespace', op: '=', value: 'shop' },
              anyOf('pod', values),
            ]),
          );
          const fits = (labels: Record<string, string>) =>
            query.matches({ text: '', labels, metadata: {} });
          for (const pod of values) {
            expect(fits({ namespace: 'shop', pod })).toBe(true);
            expect(fits({ namespace: 'other', pod })).toBe(false);
          }
          expect(fits({ namespace: 'shop', pod: other })).toBe(
            values.includes(other),
          );
        },
      ),
    );
  });

  it.each(['a-b', 'a"', '1a', '', 'a\u0000', 'a b', 'ä', 'a="x"} or {b'])(
    'trap: %j is no name of a label',
    label => {
      expect(() => renderSelector([{ label, op: '=', value: 'x' }])).toThrow(
        'not a label name',
      );
    },
  );

  it('trap: metacharacters of a value are taken literally', () => {
    expect(literally('a.b|c(d)[e]{f}^g$h\\i*j+k?')).toBe(
      'a\\.b\\|c\\(d\\)\\[e\\]\\{f\\}\\^g\\$h\\\\i\\*j\\+k\\?',
    );
  });
});

describe('the names of the pods of a workload', () => {
  const names = [
    'web-5d8f7c6b9b-x2k4p',
    'web-7c9d8b6f5-q7w8z',
    'web-x2k4p',
    'web-0',
    'web-12',
    'web-api-5d8f7c6b9b-x2k4p',
    'web-db-x2k4p',
    'web-29222222-x2k4p',
    'web',
    'xweb-5d8f7c6b9b-x2k4p',
    'web-5d8f7c6b9b-x2k4p-x',
    'web-5d8f7c6b9b-aeiou',
  ];

  it.each<[Partial<FakeDeployment>, string[]]>([
    [
      { kind: 'Deployment' },
      ['web-5d8f7c6b9b-x2k4p', 'web-7c9d8b6f5-q7w8z', 'web-29222222-x2k4p'],
    ],
    [{ kind: 'StatefulSet' }, ['web-0', 'web-12']],
    [{ kind: 'DaemonSet' }, ['web-x2k4p']],
    [{ kind: 'Job' }, ['web-x2k4p']],
    [{ kind: 'CronJob' }, ['web-29222222-x2k4p']],
    [{ kind: 'CronJob', jobs: ['web-by-hand'] }, ['web-29222222-x2k4p']],
  ])('%j', (workload, expected) => {
    expect(matching(workload, names)).toEqual(expected);
  });

  it('a dot of a name is no metacharacter', () => {
    expect(
      matching({ name: 'a.b', kind: 'DaemonSet' }, ['a.b-x2k4p', 'axb-x2k4p']),
    ).toEqual(['a.b-x2k4p']);
  });

  it('names that are known count, whatever they look like', () => {
    expect(matching({ pods: ['odd', 'web-0'] }, [...names, 'odd'])).toEqual([
      'web-5d8f7c6b9b-x2k4p',
      'web-7c9d8b6f5-q7w8z',
      'web-0',
      'web-29222222-x2k4p',
      'odd',
    ]);
  });

  it('a replica set with a short hash counts while it is known', () => {
    const pods = ['web-5d8f7-x2k4p'];
    expect(matching({}, pods)).toEqual([]);
    expect(matching({ replicaSets: ['web-5d8f7'] }, pods)).toEqual(pods);
  });

  it('a rule that fits what is not the service is not used', () => {
    const mine = ['web-5d8f7c6b9b-x2k4p'];
    const theirs = ['web-bcdfghjk-q7w8z'];
    const daemonSet = {
      pods: [],
      workloads: [{ kind: 'DaemonSet', name: 'web-bcdfghjk' }],
    };
    expect(matching({ pods: mine }, [...mine, ...theirs], daemonSet)).toEqual(
      mine,
    );
    expect(
      matching({ pods: mine }, [...mine, ...theirs], {
        workloads: [],
        pods: theirs,
      }),
    ).toEqual(mine);
    expect(
      matching({ kind: 'DaemonSet' }, ['web-x2k4p'], {
        pods: [],
        workloads: [{ kind: 'Job', name: 'web' }],
      }),
    ).toEqual([]);
    expect(
      matching({}, ['web-29222222-x2k4p'], {
        pods: [],
        workloads: [{ kind: 'CronJob', name: 'web' }],
      }),
    ).toEqual([]);
  });

  it('names that were cut tell nothing: only known ones count', () => {
    const name = 'w'.repeat(60);
    const pods = [`${name.slice(0, 58)}x2k4p`];
    expect(
      matching({ name, pods }, [...pods, `${name.slice(0, 58)}q7w8z`]),
    ).toEqual(pods);
  });
});

describe('the places of a service', () => {
  const workloads = new FakeWorkloads([
    { cluster: 'east', namespace: 'a', name: 'web', pods: ['web-0'] },
    { cluster: 'east', namespace: 'b', name: 'web', pods: [] },
    { cluster: 'west', namespace: 'a', name: 'web', pods: [] },
    { cluster: 'none', namespace: 'a', name: 'web', pods: [] },
  ]);
  const upstream = lokiUpstream('http://loki', {
    clusters: ['east', 'west'],
    clusterLabel: 'cluster',
    clusterValues: { west: 'prod-"west"' },
    labels: { namespace: 'ns', pod: 'k8s_pod', container: 'c' },
  });
  const places = placesOf(
    workloads.select(FakeWorkloads.target('web')),
    [upstream],
    () => NOBODY,
  );

  it('one each for cluster and namespace: joined they would fit pods of others', () => {
    const rule =
      'web-[bcdfghjklmnpqrstvwxz2456789]{8,10}-[bcdfghjklmnpqrstvwxz2456789]{5}';
    expect(places.map(place => selectorOf(place))).toEqual([
      `{cluster="east",ns="a",k8s_pod=~"web-0|${rule}"}`,
      `{cluster="east",ns="b",k8s_pod=~"${rule}"}`,
      `{cluster="prod-\\"west\\"",ns="a",k8s_pod=~"${rule}"}`,
    ]);
  });

  it.each([
    ['{ns="kube-system"}', ',ns="kube-system"}'],
    ['{ns=~".+"}', ',ns=~".+"}'],
    ['{ns!="a"}', ',ns!="a"}'],
    ['{cluster="other"}', ',cluster="other"}'],
    ['{k8s_pod=~".*"}', ',k8s_pod=~".*"}'],
    ['{k8s_pod=~"web-0|other-0"}', ',k8s_pod=~"web-0|other-0"}'],
    ['{c="x\\"} or {ns=\\"other"}', ',c="x\\"} or {ns=\\"other"}'],
    ['{c=`"} or {ns="other`}', ',c="\\"} or {ns=\\"other"}'],
    ['{c="x\\\\"}', ',c="x\\\\"}'],
    ['{c=~"a|b\\\\.c"}', ',c=~"a|b\\\\.c"}'],
    ['{c="a\\nb"} |= "} or {ns=\\"other\\"}"', ',c="a\\nb"}'],
    ['{c="x"} | ns="other" or ns="a"', ',c="x"}'],
    ['{c="x"} # } or {ns="other"}', ',c="x"}'],
    ['({c="x"})', ',c="x"}'],
  ])('%s narrows them, and never leaves them', (logql, end) => {
    const ours = selectorOf(places[0])!.slice(0, -1);
    expect(selectorOf(places[0], createFilter({ logql }))).toBe(ours + end);
  });

  it('pods that are asked for narrow them too; those of others are not asked for', () => {
    const [place] = places;
    expect(selectorOf(place, createFilter({ pod: 'other-0' }))).toBeUndefined();
    expect(
      selectorOf(
        place,
        createFilter({ pod: 'other-0,web-0', container: 'x.y,z' }),
      ),
    ).toMatch(/,k8s_pod="web-0",c=~"x\\\\.y\|z"\}$/);
  });
});

describe('when the present instance of a container began', () => {
  const NOON = 1_772_366_400_000_000_000n;
  const startsOf = (status: object) => {
    const snapshot = snapshotOf({ name: 'web', pods: ['web-1'] });
    Object.assign(snapshot.pods[0].status.containerStatuses![0], status);
    const [place] = placesOf(
      [snapshot],
      [lokiUpstream('http://loki')],
      () => NOBODY,
    );
    return [...place.startedAt.values()];
  };
  const ended = {
    terminated: { exitCode: 137, finishedAt: '2026-03-01T12:00:00Z' },
  };

  it('is when it was started', () => {
    const state = { running: { startedAt: '2026-03-01T12:00:00Z' } };
    expect(startsOf({ restartCount: 1, state })).toEqual([NOON]);
    expect(startsOf({ restartCount: 0, state })).toEqual([]);
  });

  it('trap: while it waits to be tried again, is after the end of the last one', () => {
    expect(
      startsOf({
        restartCount: 402,
        state: { waiting: { reason: 'CrashLoopBackOff' } },
        lastState: ended,
      }),
    ).toEqual([NOON + 1_000_000_000n]);
    expect(
      startsOf({
        restartCount: 1,
        state: { waiting: { reason: 'ContainerCreating' } },
        lastState: {},
      }),
    ).toEqual([]);
  });
});

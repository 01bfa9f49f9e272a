import { KubernetesEndpoint, PodLog } from '../kubernetes';
import { waitFor } from '../process';
import { runScriptedPods, ScriptedPods } from './scriptedPods';

const scripts = [
  {
    images: ['shop'],
    every: 60_000,
    start: ['starting'],
    entries: [{ text: 'working' }],
    end: { OOMKilled: 'out of memory' },
  },
];
const instance = (second: number) => ({
  startedAt: `2026-01-31T12:00:0${second}Z`,
  finishedAt: `2026-01-31T12:00:0${second + 1}Z`,
  exitCode: 137,
  reason: 'OOMKilled',
});

/** A cluster with one pod; it is seen in each of these states, one look after the other, and in the last one from then on. */
function clusterOf(statuses: object[]) {
  const shown: string[] = [];
  let looks = 0;
  const podLog: PodLog = {
    write: line => shown.push(line),
    restart: () => shown.push('--- again'),
    rotate: () => {},
  };
  const cluster = {
    ownPodLogs: true,
    ownPodLog: async () => podLog,
    client: {
      request: async () => ({
        items: [
          {
            metadata: { name: 'shop-1', namespace: 'shop', uid: '12345678-0' },
            spec: { containers: [{ name: 'main', image: 'shop:1' }] },
            status: {
              containerStatuses: [
                {
                  name: 'main',
                  ...statuses[Math.min(looks++, statuses.length - 1)],
                },
              ],
            },
          },
        ],
      }),
    },
  } as unknown as KubernetesEndpoint;
  return { cluster, shown, looks: () => looks };
}

describe('containers that write by a script', () => {
  let pods: ScriptedPods | undefined;
  afterEach(() => pods?.stop());

  const lines = async (statuses: object[]) => {
    const { cluster, shown, looks } = clusterOf(statuses);
    pods = runScriptedPods({ cluster, scripts, except: () => false });
    await waitFor('all states are seen', () => looks() > statuses.length);
    return shown;
  };

  it('write as every instance, also when none is seen while it runs', async () => {
    const waiting = { waiting: { reason: 'CrashLoopBackOff' } };
    expect(
      await lines([
        { state: { waiting: { reason: 'ContainerCreating' } } },
        { state: waiting, lastState: { terminated: instance(1) } },
        { state: waiting, lastState: { terminated: instance(5) } },
      ]),
    ).toEqual([
      'starting',
      'out of memory',
      '--- again',
      'starting',
      'out of memory',
    ]);
  });

  it('write what is missing of the instance before, and then as the next one', async () => {
    const now = Date.now();
    const at = (millis: number) => new Date(now + millis).toISOString();
    const first = { startedAt: at(0) };
    expect(
      await lines([
        { state: { running: first } },
        {
          state: { running: { startedAt: at(500) } },
          lastState: {
            terminated: { ...instance(1), ...first, finishedAt: at(400) },
          },
        },
      ]),
    ).toEqual(['starting', 'out of memory', '--- again', 'starting']);
  });
});

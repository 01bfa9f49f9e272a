import { describeWith, START_TIMEOUT_MILLIS } from '../jest';
import { KubernetesEndpoint } from '../kubernetes';
import { LokiEndpoint } from '../loki';
import { startKubernetes, startLoki } from '../parts';
import { waitFor } from '../process';
import { DummyService, startDummyService } from './startDummyService';

jest.setTimeout(START_TIMEOUT_MILLIS);

/** The `seq` of a line, JSON or logfmt. */
const seqOf = (line: string) => Number(/\bseq"?[=:](\d+)/.exec(line)?.[1]);

const PODS = ['dummy-service-v1-a', 'dummy-service-v1-b'];

describeWith(['loki', 'kubernetes'], 'the lines of the example service', () => {
  let loki: LokiEndpoint;
  let cluster: KubernetesEndpoint;
  let service: DummyService;
  beforeAll(async () => {
    [loki, cluster] = await Promise.all([
      startLoki(),
      startKubernetes({ nodes: 1, ownPodLogs: true }),
    ]);
    await cluster.apply([
      {
        apiVersion: 'v1',
        kind: 'Namespace',
        metadata: { name: 'dummy-service' },
      },
      ...PODS.map(name => ({
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name, namespace: 'dummy-service' },
        spec: {
          containers: [{ name: 'dummy-service-v1', image: 'dummy-service:v1' }],
        },
      })),
    ]);
    service = await startDummyService({
      version: 'v1',
      load: 100,
      latencyMillis: 1,
      pods: PODS,
      loki,
      cluster,
    });
  });
  afterAll(async () => {
    await service?.stop();
    await Promise.all([loki?.stop(), cluster?.stop()]);
  });

  it('are all in Loki, once each, also when Loki was away for a while', async () => {
    await waitFor('a hundred lines', () => service.pods[0].lines > 100);
    await loki.control.kill();
    const before = service.pods[0].lines;
    await waitFor('more lines', () => service.pods[0].lines > before + 50);
    await loki.control.restart();
    service.setLoad(0);
    await waitFor('the load has ended', () => {
      const { sent, answers, lost } = service.counts;
      const done = Object.values(answers).reduce((a, b) => a + b, lost);
      return done === sent;
    });
    await service.flush();
    for (const { name, lines } of service.pods) {
      const selector = `{namespace="dummy-service",app="dummy-service",container="dummy-service-v1",pod="${name}"}`;
      await loki.waitForLines(selector, lines);
      const entries = await loki.query(selector);
      expect(entries.map(({ line }) => seqOf(line))).toEqual(
        Array.from({ length: lines }, (_, index) => index + 1),
      );
      const levels = entries.map(({ labels }) => labels.detected_level);
      expect(new Set(levels)).toEqual(new Set(['info', 'error']));
    }
  });

  it('are what kubectl logs shows of each pod, before and after a crash', async () => {
    const [{ name, lines }] = service.pods;
    const seqs = async (...flags: string[]) =>
      (await cluster.kubectl(['logs', '-n', 'dummy-service', name, ...flags]))
        .trim()
        .split('\n')
        .map(seqOf);
    const all = Array.from({ length: lines }, (_, index) => index + 1);
    expect(await seqs()).toEqual(all);
    await service.restartPod(name);
    expect(await seqs('--previous')).toEqual(all);
    expect(await seqs()).toEqual([1]);
  });
});

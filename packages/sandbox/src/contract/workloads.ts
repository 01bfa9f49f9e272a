/* eslint-disable jest/no-export -- one suite for several clusters */
import type { ContractClient } from './client';
import {
  apps,
  batch,
  core,
  deployment,
  NAMESPACE,
  rolledOut,
} from './fixtures';

export function workloadContract(client: () => ContractClient) {
  const create = (collection: string, object: any) =>
    client().call('POST', collection, object);
  const podsOf = async (app: string) =>
    (await client().get(`${core('pods')}?labelSelector=app%3D${app}`)).body
      .items as any[];
  const condition = (object: any, type: string) =>
    object.status?.conditions?.find((c: any) => c.type === type);

  describe('CronJob and Job', () => {
    const jobTemplate = {
      spec: {
        template: {
          metadata: { labels: { app: 'report' } },
          spec: {
            restartPolicy: 'Never',
            containers: [{ name: 'main', image: 'shop/report:1' }],
          },
        },
      },
    };

    it('is suspended and resumed, and runs a Job made from its template', async () => {
      const crons = batch('cronjobs');
      const { code, body } = await create(crons, {
        apiVersion: 'batch/v1',
        kind: 'CronJob',
        metadata: { name: 'report' },
        spec: { schedule: '0 0 1 1 *', suspend: true, jobTemplate },
      });
      expect(code).toBe(201);
      expect(body.spec).toMatchObject({
        suspend: true,
        concurrencyPolicy: 'Allow',
        successfulJobsHistoryLimit: 3,
      });
      const resumed = await client().patch('merge', `${crons}/report`, {
        spec: { suspend: false },
      });
      expect([
        resumed.body.spec.suspend,
        resumed.body.metadata.generation,
      ]).toEqual([false, 2]);
      const job = await create(batch('jobs'), {
        apiVersion: 'batch/v1',
        kind: 'Job',
        metadata: {
          name: 'report-manual',
          annotations: { 'cronjob.kubernetes.io/instantiate': 'manual' },
          ownerReferences: [
            {
              apiVersion: 'batch/v1',
              kind: 'CronJob',
              name: 'report',
              uid: body.metadata.uid,
              controller: true,
            },
          ],
        },
        spec: body.spec.jobTemplate.spec,
      });
      expect(job.code).toBe(201);
      const started = await client().until(
        batch('jobs'),
        'report-manual',
        o => o.status?.active === 1 || o.status?.succeeded === 1,
      );
      expect(started.status.startTime).toBeDefined();
      await client().call('DELETE', `${crons}/report`, {
        propagationPolicy: 'Background',
      });
      await client().gone(batch('jobs'), 'report-manual');
    });
  });

  describe('PodDisruptionBudget', () => {
    it('allows an eviction or refuses it with 429', async () => {
      const budgets = `/apis/policy/v1/namespaces/${NAMESPACE}/poddisruptionbudgets`;
      await create(apps('deployments'), deployment('guarded', { replicas: 2 }));
      await client().until(apps('deployments'), 'guarded', rolledOut);
      await create(budgets, {
        apiVersion: 'policy/v1',
        kind: 'PodDisruptionBudget',
        metadata: { name: 'guarded' },
        spec: {
          minAvailable: 2,
          selector: { matchLabels: { app: 'guarded' } },
        },
      });
      const budget = await client().until(
        budgets,
        'guarded',
        o => o.status?.currentHealthy === 2,
      );
      expect(budget.status).toMatchObject({
        disruptionsAllowed: 0,
        desiredHealthy: 2,
        expectedPods: 2,
      });
      const [pod] = await podsOf('guarded');
      const { name } = pod.metadata;
      const evict = () =>
        create(core(`pods/${name}/eviction`), {
          apiVersion: 'policy/v1',
          kind: 'Eviction',
          metadata: { name, namespace: NAMESPACE },
        });
      const refused = await evict();
      expect(refused.code).toBe(429);
      expect(refused.body).toMatchObject({
        reason: 'TooManyRequests',
        message:
          "Cannot evict pod as it would violate the pod's disruption budget.",
        details: {
          causes: [
            {
              reason: 'DisruptionBudget',
              message:
                'The disruption budget guarded needs 2 healthy pods and has 2 currently',
            },
          ],
        },
      });
      await client().patch('merge', `${budgets}/guarded`, {
        spec: { minAvailable: 1 },
      });
      await client().until(
        budgets,
        'guarded',
        o => o.status.disruptionsAllowed === 1,
      );
      const allowed = await evict();
      expect([allowed.code, allowed.body.status]).toEqual([201, 'Success']);
      await client().gone(core('pods'), name);
    });
  });

  describe('HorizontalPodAutoscaler', () => {
    it('is not active while its target has no replicas', async () => {
      const hpas = `/apis/autoscaling/v2/namespaces/${NAMESPACE}/horizontalpodautoscalers`;
      await create(apps('deployments'), deployment('auto', { replicas: 0 }));
      const { body } = await create(hpas, {
        apiVersion: 'autoscaling/v2',
        kind: 'HorizontalPodAutoscaler',
        metadata: { name: 'auto' },
        spec: {
          scaleTargetRef: {
            apiVersion: 'apps/v1',
            kind: 'Deployment',
            name: 'auto',
          },
          maxReplicas: 3,
        },
      });
      expect(body.spec.minReplicas).toBe(1);
      const off = await client().until(
        hpas,
        'auto',
        o => condition(o, 'ScalingActive') !== undefined,
      );
      expect(condition(off, 'ScalingActive')).toMatchObject({
        status: 'False',
        reason: 'ScalingDisabled',
      });
    });
  });

  describe('pod logs', () => {
    it('gives the last lines, with times when asked', async () => {
      await create(apps('deployments'), deployment('talks', { replicas: 1 }));
      await client().until(apps('deployments'), 'talks', rolledOut);
      const [pod] = await podsOf('talks');
      const path = core(`pods/${pod.metadata.name}/log`);
      const plain = await client().get(`${path}?tailLines=1`);
      expect(plain.code).toBe(200);
      expect(plain.body.trim().split('\n')).toHaveLength(1);
      const timed = await client().get(`${path}?tailLines=1&timestamps=true`);
      expect(timed.body).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+\S* /);
    });

    it('refuses a container that is not there with 400', async () => {
      const [pod] = await podsOf('talks');
      const { name } = pod.metadata;
      const { code, body } = await client().get(
        core(`pods/${name}/log?container=nope`),
      );
      expect([code, body.message]).toEqual([
        400,
        `container nope is not valid for pod ${name}`,
      ]);
    });
  });
}

/* eslint-disable jest/no-export -- one suite for several clusters */
import type { ContractClient } from './client';
import {
  apps,
  batch,
  core,
  deployment,
  NAMESPACE,
  rolledOut,
  workload,
} from './fixtures';

const REVISION = 'deployment.kubernetes.io/revision';

export function workloadContract(client: () => ContractClient) {
  const create = (collection: string, object: any) =>
    client().call('POST', collection, object);
  const podsOf = async (app: string) =>
    (await client().get(`${core('pods')}?labelSelector=app%3D${app}`)).body
      .items as any[];
  const setImage = (path: string, image: string) =>
    client().patch('strategic', path, {
      spec: {
        template: { spec: { containers: [{ name: 'main', image }] } },
      },
    });
  const condition = (object: any, type: string) =>
    object.status?.conditions?.find((c: any) => c.type === type);

  describe('Deployment', () => {
    const deployments = apps('deployments');

    it('rolls out, counting up to the end, and keeps revisions', async () => {
      await create(deployments, deployment('roll', { replicas: 3 }));
      const first = await client().until(deployments, 'roll', rolledOut);
      expect(first.metadata.annotations[REVISION]).toBe('1');
      const watching = client().watch(
        `${deployments}?watch=true&fieldSelector=metadata.name%3Droll&resourceVersion=${first.metadata.resourceVersion}`,
      );
      await setImage(`${deployments}/roll`, 'shop/roll:2.0');
      const { object } = await watching.next(
        e =>
          e.object.metadata.generation > 1 &&
          rolledOut(e.object) &&
          condition(e.object, 'Progressing')?.reason ===
            'NewReplicaSetAvailable',
      );
      watching.stop();
      expect(object.metadata.annotations[REVISION]).toBe('2');
      expect(object.status).toMatchObject({
        observedGeneration: 2,
        replicas: 3,
        updatedReplicas: 3,
        readyReplicas: 3,
        availableReplicas: 3,
      });
      expect(object.status.unavailableReplicas).toBeUndefined();
      expect(condition(object, 'Available')).toMatchObject({
        status: 'True',
        reason: 'MinimumReplicasAvailable',
      });
      for (const { object: o } of watching.events) {
        // maxUnavailable 25 % of three is none, maxSurge one.
        expect(o.status.availableReplicas ?? 0).toBeGreaterThanOrEqual(3);
        expect(o.status.replicas).toBeLessThanOrEqual(4);
      }
      const sets = (
        await client().get(`${apps('replicasets')}?labelSelector=app%3Droll`)
      ).body.items;
      expect(
        sets
          .map((s: any) => [
            s.metadata.annotations[REVISION],
            s.spec.replicas,
            s.metadata.ownerReferences[0].uid === object.metadata.uid,
            s.metadata.labels['pod-template-hash'] ===
              s.spec.selector.matchLabels['pod-template-hash'],
          ])
          .sort(),
      ).toEqual([
        ['1', 0, true, true],
        ['2', 3, true, true],
      ]);
      // Back to the first template: its ReplicaSet gets the next revision.
      await setImage(`${deployments}/roll`, 'shop/roll:1.0');
      const back = await client().until(
        deployments,
        'roll',
        o =>
          o.metadata.generation === 3 &&
          o.metadata.annotations[REVISION] === '3' &&
          rolledOut(o),
      );
      expect(back.metadata.annotations[REVISION]).toBe('3');
    });

    it('says which events happened, with their object', async () => {
      await create(deployments, deployment('told', { replicas: 1 }));
      const watching = client().watch(
        `${core('events')}?watch=true&fieldSelector=${encodeURIComponent(
          'involvedObject.name=told,involvedObject.kind=Deployment',
        )}`,
      );
      const { object } = await watching.next(
        e => e.object.reason === 'ScalingReplicaSet',
      );
      watching.stop();
      expect(object).toMatchObject({
        type: 'Normal',
        involvedObject: {
          kind: 'Deployment',
          name: 'told',
          namespace: NAMESPACE,
        },
        message: expect.stringMatching(
          /^Scaled up replica set told-\w+ from 0 to 1$/,
        ),
        source: { component: 'deployment-controller' },
      });
    });

    it('scales without a new revision', async () => {
      await create(deployments, deployment('grow', { replicas: 1 }));
      await client().until(deployments, 'grow', rolledOut);
      await client().patch('merge', `${deployments}/grow/scale`, {
        spec: { replicas: 3 },
      });
      const grown = await client().until(
        deployments,
        'grow',
        o => o.spec.replicas === 3 && rolledOut(o),
      );
      expect(grown.metadata.annotations[REVISION]).toBe('1');
      await client().patch('merge', `${deployments}/grow/scale`, {
        spec: { replicas: 0 },
      });
      const stopped = await client().until(
        deployments,
        'grow',
        o => o.spec.replicas === 0 && !o.status.replicas,
      );
      expect(stopped.status.observedGeneration).toBe(3);
      expect(stopped.status.availableReplicas ?? 0).toBe(0);
    });

    it('does not roll out while paused, and goes on when resumed', async () => {
      await create(deployments, deployment('wait', { replicas: 2 }));
      await client().until(deployments, 'wait', rolledOut);
      await client().patch('merge', `${deployments}/wait`, {
        spec: { paused: true },
      });
      await setImage(`${deployments}/wait`, 'shop/wait:2.0');
      const paused = await client().until(
        deployments,
        'wait',
        o =>
          o.status.observedGeneration === 3 &&
          condition(o, 'Progressing')?.reason === 'DeploymentPaused',
      );
      expect(condition(paused, 'Progressing').status).toBe('Unknown');
      expect(paused.status.updatedReplicas ?? 0).toBe(0);
      await client().patch('merge', `${deployments}/wait/scale`, {
        spec: { replicas: 3 },
      });
      await client().until(
        deployments,
        'wait',
        o => o.status.availableReplicas === 3,
      );
      const images = (await podsOf('wait')).map(
        p => p.spec.containers[0].image,
      );
      expect(new Set(images)).toEqual(new Set(['shop/wait:1.0']));
      await client().patch('merge', `${deployments}/wait`, {
        spec: { paused: null },
      });
      const done = await client().until(deployments, 'wait', rolledOut);
      expect(done.metadata.annotations[REVISION]).toBe('2');
    });

    it('gives up after the deadline when the new pods do not work', async () => {
      await create(
        deployments,
        deployment('stuck', { replicas: 2, progressDeadlineSeconds: 5 }),
      );
      await client().until(deployments, 'stuck', rolledOut);
      await setImage(`${deployments}/stuck`, 'shop/stuck:2.0-pull-fails');
      const failed = await client().until(
        deployments,
        'stuck',
        o => condition(o, 'Progressing')?.reason === 'ProgressDeadlineExceeded',
      );
      expect(condition(failed, 'Progressing').status).toBe('False');
      expect(condition(failed, 'Progressing').message).toMatch(
        /^ReplicaSet "stuck-\w+" has timed out progressing\.$/,
      );
      // Two of two stay: none may be unavailable (25 % of two, rounded down).
      expect(failed.status.availableReplicas).toBe(2);
      expect(failed.status.updatedReplicas).toBe(1);
      const pods = await podsOf('stuck');
      const waiting = pods
        .map(p => p.status.containerStatuses?.[0]?.state?.waiting?.reason)
        .filter(Boolean);
      expect(waiting).toEqual([expect.stringMatching(/ImagePull/)]);
    });

    it('ends all old pods before the first new one when it recreates', async () => {
      await create(
        deployments,
        deployment('again', { replicas: 2, strategy: { type: 'Recreate' } }),
      );
      const { metadata } = await client().until(
        deployments,
        'again',
        rolledOut,
      );
      const watching = client().watch(
        `${deployments}?watch=true&fieldSelector=metadata.name%3Dagain&resourceVersion=${metadata.resourceVersion}`,
      );
      await setImage(`${deployments}/again`, 'shop/again:2.0');
      await watching.next(
        e => e.object.metadata.generation === 2 && rolledOut(e.object),
      );
      watching.stop();
      for (const { object } of watching.events) {
        const { updatedReplicas = 0, replicas = 0 } = object.status;
        const old = replicas - updatedReplicas;
        if (object.status.observedGeneration === 2) {
          expect(old > 0 && updatedReplicas > 0).toBe(false);
        }
      }
    });

    it('takes ReplicaSets and pods with it when deleted', async () => {
      await create(deployments, deployment('gone', { replicas: 2 }));
      await client().until(deployments, 'gone', rolledOut);
      const [pod] = await podsOf('gone');
      await client().call('DELETE', `${deployments}/gone`, {
        propagationPolicy: 'Background',
      });
      await client().gone(core('pods'), pod.metadata.name);
      expect((await client().get(`${deployments}/gone`)).code).toBe(404);
    });

    it('leaves them when they are orphaned', async () => {
      await create(deployments, deployment('parent', { replicas: 1 }));
      await client().until(deployments, 'parent', rolledOut);
      await client().call('DELETE', `${deployments}/parent`, {
        propagationPolicy: 'Orphan',
      });
      await client().gone(deployments, 'parent');
      const { items } = (
        await client().get(`${apps('replicasets')}?labelSelector=app%3Dparent`)
      ).body;
      expect(items).toHaveLength(1);
      expect(items[0].metadata.ownerReferences ?? []).toEqual([]);
      const { name } = items[0].metadata;
      await client().call('DELETE', `${apps('replicasets')}/${name}`, {
        propagationPolicy: 'Background',
      });
    });
  });

  describe('StatefulSet', () => {
    const sets = apps('statefulsets');
    const done = (o: any) =>
      o.status?.observedGeneration >= o.metadata.generation &&
      o.status.readyReplicas === o.spec.replicas &&
      o.status.currentRevision === o.status.updateRevision;

    it('starts its pods in order and updates only those past the partition', async () => {
      await create(sets, workload('StatefulSet', 'db', { replicas: 3 }));
      const first = await client().until(sets, 'db', done);
      expect(first.status).toMatchObject({
        replicas: 3,
        currentReplicas: 3,
        updatedReplicas: 3,
        availableReplicas: 3,
      });
      const order = (await podsOf('db'))
        .sort((a, b) => a.metadata.name.localeCompare(b.metadata.name))
        .map(p => p.metadata);
      expect(order.map(m => m.name)).toEqual(['db-0', 'db-1', 'db-2']);
      expect(order[0].labels).toMatchObject({
        'statefulset.kubernetes.io/pod-name': 'db-0',
        'apps.kubernetes.io/pod-index': '0',
        'controller-revision-hash': first.status.currentRevision,
      });
      await client().patch('merge', `${sets}/db`, {
        spec: {
          updateStrategy: {
            type: 'RollingUpdate',
            rollingUpdate: { partition: 2 },
          },
        },
      });
      await setImage(`${sets}/db`, 'shop/db:2.0');
      const part = await client().until(
        sets,
        'db',
        o =>
          o.status.observedGeneration === 3 &&
          o.status.updatedReplicas === 1 &&
          o.status.readyReplicas === 3,
      );
      expect(part.status.updateRevision).not.toBe(part.status.currentRevision);
      expect(part.status.currentReplicas).toBe(2);
      const images = (await podsOf('db'))
        .map(p => `${p.metadata.name} ${p.spec.containers[0].image}`)
        .sort();
      expect(images).toEqual([
        'db-0 shop/db:1.0',
        'db-1 shop/db:1.0',
        'db-2 shop/db:2.0',
      ]);
      await client().patch('merge', `${sets}/db`, {
        spec: { updateStrategy: { rollingUpdate: { partition: 0 } } },
      });
      const all = await client().until(
        sets,
        'db',
        o => o.status.observedGeneration === 4 && done(o),
      );
      expect(all.status.updatedReplicas).toBe(3);
    });

    it('goes back with the data of a ControllerRevision as a patch', async () => {
      await create(sets, workload('StatefulSet', 'back', { replicas: 1 }));
      const first = await client().until(sets, 'back', done);
      await setImage(`${sets}/back`, 'shop/back:2.0');
      await client().until(
        sets,
        'back',
        o => o.metadata.generation === 2 && done(o),
      );
      const revisions = (
        await client().get(
          `${apps('controllerrevisions')}?labelSelector=app%3Dback`,
        )
      ).body.items.sort((a: any, b: any) => a.revision - b.revision);
      expect(revisions.map((r: any) => r.revision)).toEqual([1, 2]);
      expect(revisions[0].metadata.name).toBe(first.status.currentRevision);
      const { code } = await client().patch(
        'strategic',
        `${sets}/back`,
        revisions[0].data,
      );
      expect(code).toBe(200);
      const again = await client().until(
        sets,
        'back',
        o => o.metadata.generation === 3 && done(o),
      );
      expect(again.spec.template.spec.containers[0].image).toBe(
        'shop/back:1.0',
      );
      expect(again.status.currentRevision).toBe(first.status.currentRevision);
    });

    it('stays stuck on a bad revision until its pod is deleted', async () => {
      await create(sets, workload('StatefulSet', 'jam', { replicas: 2 }));
      await client().until(sets, 'jam', done);
      await setImage(`${sets}/jam`, 'shop/jam:2.0-pull-fails');
      await client().until(
        core('pods'),
        'jam-1',
        p =>
          p.status.containerStatuses?.[0]?.state?.waiting !== undefined &&
          /pull-fails/.test(p.spec.containers[0].image),
      );
      await setImage(`${sets}/jam`, 'shop/jam:1.0');
      await client().until(sets, 'jam', o => o.status.observedGeneration === 3);
      const bad = (await client().get(core('pods/jam-1'))).body;
      expect(bad.spec.containers[0].image).toBe('shop/jam:2.0-pull-fails');
      await client().call('DELETE', core('pods/jam-1'));
      await client().until(
        sets,
        'jam',
        o => o.status.observedGeneration === 3 && done(o),
      );
      const good = (await client().get(core('pods/jam-1'))).body;
      expect(good.spec.containers[0].image).toBe('shop/jam:1.0');
    });

    it('waits for deletions when its strategy is OnDelete', async () => {
      await create(
        sets,
        workload('StatefulSet', 'lazy', {
          replicas: 1,
          updateStrategy: { type: 'OnDelete' },
        }),
      );
      await client().until(sets, 'lazy', o => o.status?.readyReplicas === 1);
      await setImage(`${sets}/lazy`, 'shop/lazy:2.0');
      await client().until(
        sets,
        'lazy',
        o => o.status.observedGeneration === 2,
      );
      const [old] = await podsOf('lazy');
      expect(old.spec.containers[0].image).toBe('shop/lazy:1.0');
      await client().call('DELETE', core('pods/lazy-0'));
      const fresh = await client().until(
        core('pods'),
        'lazy-0',
        p => p.metadata.uid !== old.metadata.uid,
      );
      expect(fresh.spec.containers[0].image).toBe('shop/lazy:2.0');
    });
  });

  describe('DaemonSet', () => {
    it('runs one pod a node and updates them all', async () => {
      const sets = apps('daemonsets');
      const { items } = (await client().get('/api/v1/nodes')).body;
      await create(sets, workload('DaemonSet', 'agent'));
      const ready = (o: any) =>
        o.status?.observedGeneration >= o.metadata.generation &&
        o.status.desiredNumberScheduled === items.length &&
        o.status.numberAvailable === items.length &&
        o.status.updatedNumberScheduled === items.length;
      const first = await client().until(sets, 'agent', ready);
      expect(first.status).toMatchObject({
        currentNumberScheduled: items.length,
        numberReady: items.length,
        numberMisscheduled: 0,
      });
      await setImage(`${sets}/agent`, 'shop/agent:2.0');
      await client().until(
        sets,
        'agent',
        o => o.metadata.generation === 2 && ready(o),
      );
      const pods = (await podsOf('agent')).filter(
        p => !p.metadata.deletionTimestamp,
      );
      expect(pods.map(p => p.spec.containers[0].image)).toEqual(
        items.map(() => 'shop/agent:2.0'),
      );
      expect(new Set(pods.map(p => p.spec.nodeName)).size).toBe(items.length);
    });
  });

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

/* eslint-disable jest/no-export -- one suite for several clusters */
import type { ContractClient } from './client';
import { apps, core, deployment, NAMESPACE, rolledOut } from './fixtures';

const REVISION = 'deployment.kubernetes.io/revision';

export function deploymentContract(client: () => ContractClient) {
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
      const counting = client().watch(
        `${apps('replicasets')}?watch=true&labelSelector=app%3Droll`,
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
      // maxUnavailable 25 % of three is none, maxSurge one.
      for (const { object: o } of watching.events) {
        expect(o.status.availableReplicas ?? 0).toBeGreaterThanOrEqual(3);
      }
      // Not by status.replicas, which still counts what is about to go.
      await counting.next(e => e.object.spec.replicas === 0);
      counting.stop();
      const wanted = new Map<string, number>();
      for (const { object: o } of counting.events) {
        wanted.set(o.metadata.name, o.spec.replicas);
        const all = [...wanted.values()].reduce((sum, n) => sum + n, 0);
        expect(all).toBeLessThanOrEqual(4);
      }
      expect(wanted.size).toBe(2);
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
      const mixed = watching.events
        .map(e => e.object.status)
        .filter(status => status.observedGeneration === 2)
        .filter(
          ({ replicas = 0, updatedReplicas = 0 }) =>
            updatedReplicas > 0 && replicas > updatedReplicas,
        );
      expect(mixed).toEqual([]);
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
}

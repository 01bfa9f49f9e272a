/* eslint-disable jest/no-export -- one suite for several clusters */
import type { ContractClient } from './client';
import { apps, core, workload } from './fixtures';

export function setContract(client: () => ContractClient) {
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
}

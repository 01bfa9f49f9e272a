import { mockServices } from '@backstage/backend-test-utils';
import { CHANGED_CHANNEL } from '@vtasker/backstage-plugin-service-manager-common';
import {
  component,
  createHarness,
  deployment,
  operation,
} from '../services/__testUtils__/harness';
import { serviceKey } from '../services';
import { ChangeHints, followChanges, OperationNotifier } from '.';

const change = (name: string, labels?: Record<string, string>) => ({
  cluster: 'local',
  namespace: 'shop',
  kind: 'Deployment' as const,
  name,
  labels: labels ?? { 'backstage.io/kubernetes-id': name },
});

async function create() {
  const harness = createHarness({
    entities: ['web', 'db', 'other'].map(name => component(name)),
  });
  harness.reader.snapshots = ['web', 'db', 'other'].map(name =>
    deployment(name),
  );
  for (const entity of (await harness.catalog.getEntities()).items) {
    harness.directory.remember(entity);
  }
  const published: string[][] = [];
  const signals = {
    publish: jest.fn(async ({ channel, recipients, message }: any) => {
      expect(channel).toBe(CHANGED_CHANNEL);
      expect(recipients).toEqual({ type: 'broadcast' });
      published.push(message.services);
    }),
  };
  const onEnd = jest.fn();
  const stop = followChanges({
    workloads: harness.reader,
    operations: harness.operations,
    directory: harness.directory,
    states: harness.states,
    hints: ChangeHints.create({ signals, logger: harness.logger }),
    onEnd,
  });
  const emit = (changes: any[], clusters: string[] = []) =>
    harness.reader.listeners.forEach(listener => listener(changes, clusters));
  return { ...harness, emit, published, signals, stop, onEnd };
}

describe('hints', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('go out once for many changes, within 100 ms, with keys alone', async () => {
    const { emit, published } = await create();
    for (let count = 0; count < 50; count++) emit([change('web')]);
    emit([change('db')]);
    expect(published).toEqual([]);
    jest.advanceTimersByTime(100);
    expect(published).toEqual([
      [serviceKey('component:default/web'), serviceKey('component:default/db')],
    ]);
    expect(JSON.stringify(published)).not.toMatch(/web|db/);
  });

  it('what is fetched on a hint is the new state', async () => {
    const { emit, states, directory, reader } = await create();
    const web = [...directory.known()].find(({ title }) => title === 'web')!;
    expect(states.digest(web).desired).toBe(1);
    reader.snapshots = [deployment('web', { replicas: 0 })];
    expect(states.digest(web).desired).toBe(1);
    emit([change('web')]);
    expect(states.digest(web).desired).toBe(0);
  });

  it('reach the service that a workload leaves with its label', async () => {
    const { emit, published } = await create();
    emit([change('web')]);
    jest.advanceTimersByTime(100);
    emit([change('web', { 'backstage.io/kubernetes-id': 'db' })]);
    jest.advanceTimersByTime(100);
    expect(published[1].sort()).toEqual(
      [
        serviceKey('component:default/web'),
        serviceKey('component:default/db'),
      ].sort(),
    );
    // It has left: later changes are no longer told to it.
    emit([change('web', { 'backstage.io/kubernetes-id': 'db' })]);
    jest.advanceTimersByTime(100);
    expect(published[2]).toEqual([serviceKey('component:default/db')]);
  });

  it('tell that a cluster came or went to the services seen in it', async () => {
    const { emit, published, states, directory, reader } = await create();
    reader.snapshots = [
      deployment('web', { cluster: 'local' }),
      deployment('db', { cluster: 'other' }),
      deployment('other', { cluster: 'other' }),
    ];
    for (const service of directory.known()) states.digest(service);
    emit([], ['local']);
    jest.advanceTimersByTime(100);
    expect(published).toEqual([[serviceKey('component:default/web')]]);
  });

  it('tell of operations too', async () => {
    const { published, listeners, onEnd } = await create();
    const emit = (more: Parameters<typeof operation>[0]) =>
      listeners.forEach(listener => listener(operation(more)));
    emit({ phase: 'acting', outcome: undefined });
    expect(onEnd).not.toHaveBeenCalled();
    emit({});
    emit({});
    emit({ outcome: 'overridden' });
    jest.advanceTimersByTime(100);
    expect(published).toEqual([[serviceKey('component:default/web')]]);
    expect(onEnd.mock.calls.map(([{ outcome }]) => outcome)).toEqual([
      'succeeded',
      'overridden',
    ]);
  });

  it('end with the plugin, and a lost one harms nothing', async () => {
    const { emit, published, signals, stop } = await create();
    signals.publish.mockRejectedValueOnce(new Error('no signals here'));
    emit([change('web')]);
    jest.advanceTimersByTime(100);
    emit([change('db')]);
    stop();
    jest.advanceTimersByTime(1000);
    expect(published).toEqual([]);
    expect(signals.publish).toHaveBeenCalledTimes(1);
  });
});

describe('notifications', () => {
  const logger = mockServices.logger.mock();

  it('tell the actor the end, a later one in the place of the first', async () => {
    const send = jest.fn(async (_: any) => {});
    const notifier = OperationNotifier.create({
      notifications: { send },
      logger,
    });
    await notifier.ended(operation({ verb: 'stop' }));
    await notifier.ended(
      operation({
        verb: 'stop',
        outcome: 'overridden',
        overriddenBy: 'argocd-controller',
      }),
    );
    const [[first], [second]] = send.mock.calls;
    expect(first.recipients).toEqual({
      type: 'entity',
      entityRef: 'user:default/mock',
    });
    expect(first.payload).toMatchObject({
      title: 'Stop of web is done',
      link: '/catalog/default/component/web/service?operation=op-1',
      severity: 'low',
    });
    expect(second.payload).toMatchObject({
      title: 'Stop of web was overridden',
      description: 'argocd-controller changed it back.',
      severity: 'high',
      scope: first.payload.scope,
    });
  });

  it('go to no service, and not out before the end', async () => {
    const send = jest.fn(async () => {});
    const notifier = OperationNotifier.create({
      notifications: { send },
      logger,
    });
    await notifier.ended(operation({ actor: 'external:ci' }));
    await notifier.ended(operation({ phase: 'acting', outcome: undefined }));
    expect(send).not.toHaveBeenCalled();
  });

  it('are not missed where the plugin is not installed', async () => {
    const notifier = OperationNotifier.create({
      notifications: { send: async () => Promise.reject(new Error('404')) },
      logger,
    });
    await expect(notifier.ended(operation())).resolves.toBeUndefined();
  });
});

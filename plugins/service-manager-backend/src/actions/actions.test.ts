import { mockCredentials } from '@backstage/backend-test-utils';
import { actionsRegistryServiceMock } from '@backstage/backend-test-utils/alpha';
import {
  verbPermissions,
  verbSchema,
} from '@vtasker/backstage-plugin-service-manager-common';
import { createHarness } from '../services/__testUtils__/harness';
import { registerActions } from './registerActions';

const credentials = mockCredentials.user();
const entityRef = 'component:default/web';
const sample: Record<string, object> = {
  scale: { replicas: 2 },
  rollback: { revision: 1 },
  deploy: { images: [{ image: ':2.0.0' }] },
};

function create(...args: Parameters<typeof createHarness>) {
  const harness = createHarness(...args);
  const registry = actionsRegistryServiceMock();
  registerActions({ registry, services: harness.services });
  const invoke = (name: string, input: object) =>
    registry.invoke({ id: `test:${name}`, input: input as any, credentials });
  return { ...harness, registry, invoke };
}

describe('actions', () => {
  it('exist for every verb and for all that goes with one', async () => {
    const { actions } = await create().registry.list();
    expect(actions.map(({ name }) => name).sort()).toEqual(
      [
        ...verbSchema.options.map(verb => `${verb}-service`),
        'cancel-operation',
        'get-operation',
        'get-service',
        'list-operations',
        'list-service-revisions',
        'list-services',
        'preview-operation',
        'undo-operation',
      ].sort(),
    );
    const reading = actions.filter(({ attributes }) => attributes.readOnly);
    expect(reading.map(({ name }) => name).sort()).toEqual(
      actions
        .map(({ name }) => name)
        .filter(name => /^(get|list|preview)-/.test(name))
        .sort(),
    );
    expect(reading.some(({ attributes }) => attributes.destructive)).toBe(
      false,
    );
  });

  it.each(verbSchema.options)('%s does the same as the route', async verb => {
    const { invoke, operations, auditEvents } = create();
    const { output } = await invoke(`${verb}-service`, {
      entityRef: 'web',
      reason: 'because',
      idempotencyKey: 'k-1',
      ...sample[verb],
    });
    expect(output).toMatchObject({ id: 'op-1', verb, entityRef });
    expect(operations.run).toHaveBeenCalledWith(
      expect.objectContaining({
        entityRef,
        target: expect.objectContaining({ entityRef }),
      }),
      { verb, parameters: sample[verb] ?? {} },
      expect.objectContaining({ reason: 'because', idempotencyKey: 'k-1' }),
    );
    expect(auditEvents).toEqual([
      expect.objectContaining({
        eventId: 'operation-create',
        ended: 'success',
        meta: expect.objectContaining({ actor: 'user:default/mock', verb }),
      }),
    ]);
  });

  it.each(verbSchema.options)('%s is refused without the right', async verb => {
    const { invoke, operations, auditEvents } = create({
      denied: [verbPermissions[verb].name],
    });
    await expect(
      invoke(`${verb}-service`, { entityRef, ...sample[verb] }),
    ).rejects.toThrow('Ask its owner, team-a.');
    expect(operations.run).not.toHaveBeenCalled();
    expect(auditEvents[0].ended).toBe('fail');
  });

  it('refuses input that it does not know', async () => {
    const { invoke, operations } = create();
    await expect(
      invoke('restart-service', { entityRef, namespace: 'kube-system' }),
    ).rejects.toThrow('Invalid input');
    await expect(
      invoke('preview-operation', {
        entityRef,
        verb: 'scale',
        parameters: { replicas: -1 },
      }),
    ).rejects.toThrow('parameters are not valid');
    await expect(
      invoke('restart-service', { entityRef: 'a:b:c/d' }),
    ).rejects.toThrow('There is no a:b:c/d');
    expect(operations.run).not.toHaveBeenCalled();
  });

  it('reads, previews, undoes and cancels through the same methods', async () => {
    const { invoke, operations } = create();
    await expect(invoke('list-services', {})).resolves.toMatchObject({
      output: { totalItems: 1 },
    });
    await expect(invoke('get-service', { entityRef })).resolves.toMatchObject({
      output: { entityRef, status: { state: 'running' } },
    });
    await expect(
      invoke('list-service-revisions', { entityRef }),
    ).resolves.toEqual({ output: { items: [] } });
    await expect(
      invoke('list-operations', { entityRef, limit: 3 }),
    ).resolves.toMatchObject({ output: { items: [{ id: 'op-1' }] } });
    await expect(
      invoke('get-operation', { id: 'op-1' }),
    ).resolves.toMatchObject({ output: { id: 'op-1' } });
    await expect(
      invoke('preview-operation', { entityRef, verb: 'restart' }),
    ).resolves.toMatchObject({ output: { precondition: 'p1' } });
    await invoke('undo-operation', { id: 'op-1', reason: 'wrong one' });
    expect(operations.undo).toHaveBeenCalledWith(
      expect.objectContaining({ entityRef }),
      'op-1',
      expect.objectContaining({ reason: 'wrong one' }),
    );
    await invoke('cancel-operation', { id: 'op-1' });
    expect(operations.cancel).toHaveBeenCalledWith(
      'op-1',
      expect.objectContaining({ ref: 'user:default/mock' }),
    );
  });
});

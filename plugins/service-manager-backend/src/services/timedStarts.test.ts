import { mockServices } from '@backstage/backend-test-utils';
import { component, createHarness, operation } from './__testUtils__/harness';
import { timedStarts } from './timedStarts';

const due = {
  entityRef: 'component:default/web',
  actor: 'user:default/ann',
  stopId: 'op-0',
  until: '2026-03-01T12:00:00Z',
  workloads: ['w1'],
};

function scene(entities = [component('web')]) {
  const { catalog, directory, logger } = createHarness({ entities });
  const events: any[] = [];
  const auditor = mockServices.auditor.mock({
    createEvent: async event => {
      const recorded: any = { ...event };
      events.push(recorded);
      return {
        success: async more => {
          recorded.ended = { success: more?.meta };
        },
        fail: async ({ error }) => {
          recorded.ended = { fail: (error as any).code ?? error.message };
        },
      };
    },
  });
  const onDue = timedStarts({
    auditor,
    auth: mockServices.auth(),
    catalog,
    directory,
    logger,
  });
  return { auditor, catalog, events, onDue };
}

describe('a timed start', () => {
  it('is audited like any, in the name of who stopped the service', async () => {
    const { events, onDue } = scene();
    const start = jest.fn(async () => operation({ id: 'op-9' }));
    await onDue(due, start);
    expect(start).toHaveBeenCalledWith(
      expect.objectContaining({ entityRef: due.entityRef }),
    );
    expect(events).toEqual([
      {
        eventId: 'operation-create',
        severityLevel: 'medium',
        meta: {
          actor: 'user:default/ann',
          entityRef: due.entityRef,
          verb: 'start',
          parameters: { workloads: ['w1'] },
          timed: true,
          stoppedBy: 'op-0',
          until: due.until,
        },
        ended: { success: { operationId: 'op-9' } },
      },
    ]);
  });

  it.each([
    ['has left the catalog', [], 'ENTITY_NOT_FOUND'],
    [
      'names no workloads any more',
      [component('web', { metadata: { name: 'web' } })],
      'NO_WORKLOADS',
    ],
  ])('does not act on an entity that %s', async (_, entities, code) => {
    const { events, onDue } = scene(entities);
    const start = jest.fn();
    await expect(onDue(due, start)).rejects.toMatchObject({ code });
    expect(start).not.toHaveBeenCalled();
    expect(events.map(({ ended }) => ended)).toEqual([{ fail: code }]);
  });

  it('is not settled by a catalog that cannot be read', async () => {
    const { catalog, events, onDue } = scene();
    jest.spyOn(catalog, 'getEntityByRef').mockRejectedValue(new Error('away'));
    const start = jest.fn();
    const error = await onDue(due, start).catch(caught => caught);
    expect(error.code).toBeUndefined();
    expect(start).not.toHaveBeenCalled();
    expect(events.map(({ ended }) => ended)).toEqual([{ fail: 'away' }]);
  });

  it('is not done where it cannot be audited', async () => {
    const { auditor, onDue } = scene();
    jest.spyOn(auditor, 'createEvent').mockRejectedValue(new Error('full'));
    const start = jest.fn();
    await expect(onDue(due, start)).rejects.toThrow('full');
    expect(start).not.toHaveBeenCalled();
  });
});

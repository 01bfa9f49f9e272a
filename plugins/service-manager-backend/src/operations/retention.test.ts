import { mockServices } from '@backstage/backend-test-utils';
import type { SchedulerServiceTaskScheduleDefinition } from '@backstage/backend-plugin-api';
import { defaultRetention, scheduleRetention } from './retention';

describe('scheduleRetention', () => {
  it('deletes what is past its time, on one of the replicas', async () => {
    const scheduler = mockServices.scheduler();
    const schedule = jest.spyOn(scheduler, 'scheduleTask');
    const purge = jest.fn(async (_: object) => ({ operations: 2, keys: 3 }));
    const logger = mockServices.logger.mock();
    await scheduleRetention({
      scheduler,
      store: { purge },
      retention: defaultRetention,
      logger,
      clock: () => new Date('2026-03-02T12:00:00Z'),
    });
    const [task] = schedule.mock.calls[0];
    const { scope }: Partial<SchedulerServiceTaskScheduleDefinition> = task;
    // `global` is the scheduler's own default: one replica, under a lock.
    expect(scope ?? 'global').toBe('global');
    expect(purge).not.toHaveBeenCalled();
    await scheduler.triggerTask(task.id);
    expect(purge).toHaveBeenCalledWith({
      operationsBefore: new Date('2025-01-26T12:00:00Z'),
      keysBefore: new Date('2026-03-01T12:00:00Z'),
      signal: expect.any(AbortSignal),
    });
    expect(logger.info).toHaveBeenCalledWith(
      'Deleted 2 operations and 3 idempotency keys that were past their time',
    );
  });

  it('says nothing when there was nothing', async () => {
    const scheduler = mockServices.scheduler();
    const logger = mockServices.logger.mock();
    await scheduleRetention({
      scheduler,
      store: { purge: async () => ({ operations: 0, keys: 0 }) },
      retention: defaultRetention,
      logger,
      clock: () => new Date(),
    });
    await scheduler.triggerTask('service-manager-retention');
    expect(logger.info).not.toHaveBeenCalled();
  });
});

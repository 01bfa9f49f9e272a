import { mockServices } from '@backstage/backend-test-utils';
import { scheduleAlertRetention } from './retention';

describe('scheduleAlertRetention', () => {
  it.each([
    [2, ['Deleted 2 incidents that were past their time']],
    [0, []],
  ])('deletes what is past its time, and says so: %i', async (count, said) => {
    const scheduler = mockServices.scheduler();
    const logger = mockServices.logger.mock();
    const purgeRemovals = jest.fn(async (_: Date) => {});
    const purge = jest.fn(async (_: Date) => count);
    await scheduleAlertRetention({
      scheduler,
      store: { purge, purgeRemovals },
      keepMs: 24 * 60 * 60_000,
      logger,
      clock: () => new Date('2026-03-02T12:00:00Z'),
    });
    expect(purge).not.toHaveBeenCalled();
    await scheduler.triggerTask('service-manager-alert-retention');
    expect(purge).toHaveBeenCalledWith(
      new Date('2026-03-01T12:00:00Z'),
      expect.any(AbortSignal),
    );
    // A day to put back what was taken away.
    expect(purgeRemovals).toHaveBeenCalledWith(
      new Date('2026-03-01T12:00:00Z'),
      expect.any(AbortSignal),
    );
    expect(logger.info.mock.calls.map(([text]) => text)).toEqual(said);
  });
});

import { mockServices } from '@backstage/backend-test-utils';
import { audited } from './audited';

function create(event: Partial<Record<'success' | 'fail', jest.Mock>> = {}) {
  const record = { success: jest.fn(), fail: jest.fn(), ...event };
  const auditor = mockServices.auditor.mock({
    createEvent: async () => record,
  });
  return { record, options: { auditor, logger: mockServices.logger.mock() } };
}

describe('audited', () => {
  it('ends with success and what was learned on the way', async () => {
    const { record, options } = create();
    const result = await audited(options, { eventId: 'x' }, async addMeta => {
      addMeta({ operationId: 'op-1' });
      return 7;
    });
    expect(result).toBe(7);
    expect(record.success).toHaveBeenCalledWith({
      meta: { operationId: 'op-1' },
    });
    expect(record.fail).not.toHaveBeenCalled();
  });

  it('ends with failure, and the error goes on', async () => {
    const { record, options } = create();
    const error = new Error('no');
    await expect(
      audited(options, { eventId: 'x' }, async () => Promise.reject(error)),
    ).rejects.toBe(error);
    expect(record.fail).toHaveBeenCalledWith({ error, meta: {} });
    expect(record.success).not.toHaveBeenCalled();
  });

  it('does not call undone what was done, when its end is not written', async () => {
    const { options } = create({
      success: jest.fn(async () => Promise.reject(new Error('disk full'))),
    });
    await expect(
      audited(options, { eventId: 'x' }, async () => 'done'),
    ).resolves.toBe('done');
    expect(options.logger.error).toHaveBeenCalled();
  });
});

import { guards } from './__testUtils__/guards';

it('trap: a rollback restores neither ConfigMaps nor replicas', () => {
  const [guard] = guards({ verb: 'rollback', parameters: { revision: 2 } });
  expect(guard.code).toBe('rollback-scope');
  expect(guard.detail).toMatch(/ConfigMaps.*number of replicas/);
});

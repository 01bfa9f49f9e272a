import { ago } from '../workloads/__testUtils__';
import { guards } from './__testUtils__/guards';

it('operation-running: a second operation is blocked', () => {
  const [guard] = guards({
    running: {
      id: '1',
      verb: 'deploy',
      actor: 'user:default/kim',
      at: ago(10),
    },
  });
  expect(guard).toMatchObject({
    code: 'operation-running',
    severity: 'block',
    title: 'Another operation is running: deploy, by user:default/kim.',
  });
});

import { ago, deployment, snapshot } from '../workloads/__testUtils__';
import { fluxed, guards } from './__testUtils__/guards';

it('says the gravest first', () => {
  const severities = guards({
    verb: 'restart',
    snapshots: [snapshot(deployment({ spec: { replicas: 1 } })), fluxed()],
    running: { id: '1', verb: 'deploy', actor: 'user:default/kim', at: ago(9) },
  }).map(({ severity }) => severity);
  expect(severities).toEqual(['block', 'warning', 'info']);
});

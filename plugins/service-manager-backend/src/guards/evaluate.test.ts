import { deployment, snapshot } from '../workloads/__testing__';
import { fluxed, guards } from './__testing__/guards';

it('says the gravest first', () => {
  const severities = guards({
    verb: 'restart',
    snapshots: [
      snapshot(deployment({ spec: { replicas: 1, paused: true } })),
      fluxed(),
    ],
  }).map(({ severity }) => severity);
  expect(severities).toEqual(['block', 'warning', 'info']);
});

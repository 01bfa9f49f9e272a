import { STOPPED_ANNOTATION } from '@vtasker/backstage-plugin-service-manager-common';
import {
  ago,
  deployment,
  hpa,
  scaledObject,
  snapshot,
} from '../workloads/__testUtils__';
import { codes, guards, scale } from './__testUtils__/guards';

describe('autoscaler', () => {
  // Its name says nothing of its target: it is in the snapshot because its
  // scaleTargetRef names the workload.
  const scaled = (min = 2, max = 5) =>
    snapshot(deployment(), { hpa: hpa('anything', min, max) });
  const keda = snapshot(deployment(), { scaledObject: scaledObject('queue') });

  it.each([
    ['below the minimum', 1, /it sets 2 again/],
    ['above the maximum', 9, /it sets 5 again/],
    ['inside', 3, /may overwrite 3/],
  ])('trap: scale %s is overwritten by the HPA', (_, replicas, detail) => {
    const [guard] = guards({ ...scale(replicas), snapshots: [scaled()] });
    expect(guard).toMatchObject({
      code: 'autoscaler',
      severity: 'warning',
      title: 'Deployment web is scaled by HPA anything.',
      advice: 'Change the minimum or maximum of HPA anything instead.',
    });
    expect(guard.detail).toMatch(detail);
  });

  it('trap: scaling to 0 turns the HPA off', () => {
    const [guard] = guards({ ...scale(0), snapshots: [scaled()] });
    expect(guard.severity).toBe('warning');
    expect(guard.detail).toMatch(/is off/);
    expect(guards({ snapshots: [scaled()] })[0]).toMatchObject({
      severity: 'info',
      detail: 'At 0 replicas HPA anything is off; it works again after Start.',
    });
  });

  it('trap: an HPA with minimum 0 is not off at 0 replicas', () => {
    expect(guards({ snapshots: [scaled(0)] })[0]).toMatchObject({
      code: 'autoscaler',
      severity: 'warning',
    });
  });

  it('KEDA is paused by a stop, and overwrites a scale', () => {
    expect(guards({ snapshots: [keda] })[0]).toMatchObject({
      severity: 'info',
      detail: expect.stringMatching(/paused at 0 replicas/),
    });
    expect(guards({ ...scale(3), snapshots: [keda] })[0]).toMatchObject({
      severity: 'warning',
      detail: expect.stringMatching(/between 0 and 10/),
    });
  });

  it('start says to what the HPA clamps', () => {
    const stopped = (replicas: number) =>
      snapshot(
        deployment({
          spec: { replicas: 0 },
          meta: {
            annotations: {
              [STOPPED_ANNOTATION]: JSON.stringify({
                replicas,
                by: 'user:default/kim',
                at: ago(60),
              }),
            },
          },
        }),
        { hpa: hpa('anything', 2, 5) },
      );
    const start = { verb: 'start', parameters: {} } as const;
    expect(guards({ ...start, snapshots: [stopped(8)] })[0].detail).toMatch(
      /had 8 replicas.*it starts with 5/,
    );
    expect(codes({ ...start, snapshots: [stopped(3)] })).toEqual([]);
  });

  it('says nothing to a restart', () => {
    expect(codes({ verb: 'restart', snapshots: [scaled()] })).toEqual([]);
  });
});

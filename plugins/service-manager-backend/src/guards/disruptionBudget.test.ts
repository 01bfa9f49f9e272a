import {
  deployment,
  disruptionBudget,
  snapshot,
} from '../workloads/__testUtils__';
import { codes, guards, scale } from './__testUtils__/guards';

describe('disruption-budget', () => {
  const guarded = (allowed: number) =>
    snapshot(deployment(), {
      disruptionBudgets: [disruptionBudget('web-pdb', allowed)],
    });

  it('says what it allows now, and that a stop goes past it', () => {
    const [guard] = guards({ snapshots: [guarded(1)] });
    expect(guard).toMatchObject({
      code: 'disruption-budget',
      severity: 'warning',
      title:
        'Disruption budget web-pdb of Deployment web allows only 1 pod to be taken away now.',
      detail:
        'This takes away 3 pods (2 healthy, at least 2 wanted). Kubernetes applies the budget to evictions only, so it does not hold this back.',
    });
  });

  it('is silent about what it allows', () => {
    expect(codes({ ...scale(2), snapshots: [guarded(1)] })).toEqual([]);
    expect(codes({ verb: 'restart', snapshots: [guarded(1)] })).toEqual([]);
  });

  it('warns of a restart while nothing may be missing', () => {
    expect(codes({ verb: 'restart', snapshots: [guarded(0)] })).toEqual([
      'disruption-budget:warning',
    ]);
  });
});

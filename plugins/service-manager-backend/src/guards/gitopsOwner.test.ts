import { cronJob, deployment, snapshot } from '../workloads/__testUtils__';
import { codes, fluxed, guards, tracked } from './__testUtils__/guards';

describe('gitops-owner', () => {
  it('says what Argo CD will do and what is better', () => {
    const [guard] = guards({ snapshots: [tracked()] });
    expect(guard).toMatchObject({
      code: 'gitops-owner',
      severity: 'warning',
      title: 'Deployment web belongs to Argo CD application managers.',
      detail:
        'If Git sets the number of replicas, Argo CD puts it back at its next sync, with self-heal within seconds.',
      advice:
        "Change the number of replicas in Git, or suspend the application's automated sync.",
    });
    expect(guard.workload).toMatch(/^[0-9a-f]{16}$/);
  });

  it('trap: a tracking id that describes another object is ignored', () => {
    expect(
      codes({ snapshots: [tracked('managers:apps/Deployment:shop/api')] }),
    ).toEqual([]);
    expect(
      codes({ snapshots: [tracked('managers:/Deployment:shop/web')] }),
    ).toEqual([]);
  });

  it('trap: the instance label counts only where it is configured', () => {
    const labelled = snapshot(
      deployment({ meta: { labels: { 'app.kubernetes.io/instance': 'x' } } }),
    );
    expect(codes({ snapshots: [labelled] })).toEqual([]);
    expect(
      codes({
        snapshots: [labelled],
        owners: { argocdInstanceLabel: 'app.kubernetes.io/instance' },
      }),
    ).toEqual(['gitops-owner:warning']);
  });

  it('trap: Flux strips the restart annotation and restarts twice (flux2#2526)', () => {
    const [guard] = guards({ verb: 'restart', snapshots: [fluxed()] });
    expect(guard).toMatchObject({ code: 'gitops-owner', severity: 'warning' });
    expect(guard.detail).toMatch(/restart a second time/);
    expect(codes({ verb: 'restart', snapshots: [tracked()] })).toEqual([]);
  });

  it('trap: an object that opted out of Flux is not Flux’s', () => {
    expect(
      codes({
        snapshots: [
          fluxed({ 'kustomize.toolkit.fluxcd.io/reconcile': 'disabled' }),
        ],
      }),
    ).toEqual([]);
  });

  it('Helm: the change lasts until the next upgrade', () => {
    const released = snapshot(
      deployment({
        meta: {
          labels: { 'app.kubernetes.io/managed-by': 'Helm' },
          annotations: { 'meta.helm.sh/release-name': 'shop' },
        },
      }),
    );
    expect(guards({ snapshots: [released] })[0]).toMatchObject({
      severity: 'info',
      title: 'Deployment web belongs to Helm release shop.',
      detail:
        'The number of replicas lasts until the next upgrade of the release, which sets what its values say.',
    });
  });

  it('an operator’s resource is the better place', () => {
    const owned = snapshot(
      deployment({
        meta: {
          ownerReferences: [
            { kind: 'Rollout', name: 'web', uid: 'r', controller: true },
          ],
        },
      }),
    );
    expect(guards({ snapshots: [owned] })[0].advice).toBe(
      'Change Rollout/web instead.',
    );
  });

  it('says the same of several workloads once', () => {
    const other = tracked('managers:apps/Deployment:shop/api');
    other.workload.metadata.name = 'api';
    const found = guards({ snapshots: [tracked(), other] });
    expect(found).toHaveLength(1);
    expect(found[0].title).toBe(
      'Deployment web and Deployment api belong to Argo CD application managers.',
    );
    expect(found[0].workload).toBeUndefined();
  });

  it('names the suspension of a CronJob, not its replicas', () => {
    const report = snapshot(
      cronJob({
        meta: {
          annotations: {
            'argocd.argoproj.io/tracking-id': 'm:batch/CronJob:shop/report',
          },
        },
      }),
    );
    expect(guards({ snapshots: [report] })[0].detail).toMatch(/suspension/);
  });
});

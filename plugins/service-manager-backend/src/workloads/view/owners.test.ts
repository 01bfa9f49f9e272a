import {
  cronJob,
  deployment,
  hpa,
  scaledObject,
  snapshot,
} from '../__testUtils__';
import type { Meta, Workload } from '../objects';
import type { WorkloadSnapshot } from '../types';
import { OwnerOptions, ownersOf } from './owners';

const TRACKING = 'argocd.argoproj.io/tracking-id';
const INSTANCE = 'app.kubernetes.io/instance';
const helmLabel = { 'app.kubernetes.io/managed-by': 'Helm' };
const release = {
  'meta.helm.sh/release-name': 'shop',
  'meta.helm.sh/release-namespace': 'shop-ns',
};
const fluxLabels = {
  'kustomize.toolkit.fluxcd.io/name': 'apps',
  'kustomize.toolkit.fluxcd.io/namespace': 'flux-system',
};

function owners(
  meta: Partial<Meta>,
  more: Partial<WorkloadSnapshot> = {},
  options?: OwnerOptions,
  workload: Workload = deployment({ meta }),
) {
  return ownersOf(snapshot(workload, more), options).map(
    ({ kind, name, namespace }) =>
      [kind, name, namespace].filter(Boolean).join(' '),
  );
}

const tracking = (id: string) => ({ annotations: { [TRACKING]: id } });

describe('ownersOf', () => {
  it.each<[string, Partial<Meta>, string[]]>([
    ['nobody', {}, []],
    [
      'Argo CD',
      tracking('managers:apps/Deployment:shop/web'),
      ['ArgoCD managers'],
    ],
    [
      'Argo CD, application in another namespace',
      tracking('team-a_managers:apps/Deployment:shop/web'),
      ['ArgoCD managers team-a'],
    ],
    ['trap: another name', tracking('m:apps/Deployment:shop/api'), []],
    ['trap: another namespace', tracking('m:apps/Deployment:prod/web'), []],
    ['trap: another kind', tracking('m:apps/StatefulSet:shop/web'), []],
    ['trap: another group', tracking('m:extensions/Deployment:shop/web'), []],
    ['trap: no tracking id at all', tracking('managers'), []],
    ['Flux Kustomization', { labels: fluxLabels }, ['Flux apps flux-system']],
    [
      'trap: opted out of Flux by annotation',
      {
        labels: fluxLabels,
        annotations: { 'kustomize.toolkit.fluxcd.io/reconcile': 'disabled' },
      },
      [],
    ],
    [
      'trap: opted out of Flux by label',
      {
        labels: {
          ...fluxLabels,
          'kustomize.toolkit.fluxcd.io/reconcile': 'disabled',
        },
      },
      [],
    ],
    [
      'Flux HelmRelease, which Helm’s labels do not double',
      {
        labels: {
          ...helmLabel,
          'helm.toolkit.fluxcd.io/name': 'shop',
          'helm.toolkit.fluxcd.io/namespace': 'flux-system',
        },
        annotations: release,
      },
      ['Flux shop flux-system'],
    ],
    [
      'Helm',
      { labels: helmLabel, annotations: release },
      ['Helm shop shop-ns'],
    ],
    [
      'trap: a chart rendered by Argo CD is not Helm’s',
      {
        labels: helmLabel,
        ...tracking('m:apps/Deployment:shop/web'),
      },
      ['ArgoCD m'],
    ],
    [
      'an operator',
      {
        ownerReferences: [
          { kind: 'Rollout', name: 'web', uid: 'r', controller: true },
        ],
      },
      ['Other Rollout/web shop'],
    ],
    [
      'an owner that is not the controller does not count',
      { ownerReferences: [{ kind: 'App', name: 'web', uid: 'r' }] },
      [],
    ],
  ])('%s', (_, meta, expected) => {
    expect(owners(meta)).toEqual(expected);
  });

  it('trap: the instance label means Argo CD only where configured', () => {
    const meta = { labels: { [INSTANCE]: 'managers' } };
    expect(owners(meta)).toEqual([]);
    expect(owners(meta, {}, { argocdInstanceLabel: INSTANCE })).toEqual([
      'ArgoCD managers',
    ]);
  });

  it('a CronJob is of the group batch', () => {
    const workload = cronJob({
      meta: tracking('m:batch/CronJob:shop/report'),
    });
    expect(owners({}, {}, {}, workload)).toEqual(['ArgoCD m']);
  });

  it('trap: KEDA’s own HPA is not a second owner', () => {
    expect(owners({}, { hpa: hpa('any', 2, 5) })).toEqual(['HPA any shop']);
    expect(
      owners(
        {},
        { hpa: hpa('keda-hpa-x', 1, 9), scaledObject: scaledObject('x') },
      ),
    ).toEqual(['KEDA x shop']);
  });
});

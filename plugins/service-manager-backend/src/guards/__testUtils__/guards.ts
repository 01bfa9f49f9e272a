import { deployment, NOW, snapshot } from '../../workloads/__testUtils__';
import { evaluateGuards } from '../evaluate';
import type { GuardInput } from '../types';

/** The guards of a stop of three healthy pods, unless told otherwise. */
export function guards(input: Partial<GuardInput>) {
  return evaluateGuards({
    verb: 'stop',
    parameters: {},
    snapshots: [snapshot(deployment())],
    dependents: [],
    now: NOW,
    ...input,
  });
}

export function codes(input: Partial<GuardInput>) {
  return guards(input).map(({ code, severity }) => `${code}:${severity}`);
}

export const scale = (replicas: number) =>
  ({ verb: 'scale', parameters: { replicas } } as const);

export function tracked(annotation = 'managers:apps/Deployment:shop/web') {
  return snapshot(
    deployment({
      meta: {
        annotations: { 'argocd.argoproj.io/tracking-id': annotation },
      },
    }),
  );
}

export function fluxed(more: Record<string, string> = {}) {
  return snapshot(
    deployment({
      meta: {
        labels: {
          'kustomize.toolkit.fluxcd.io/name': 'shop',
          'kustomize.toolkit.fluxcd.io/namespace': 'flux-system',
        },
        annotations: more,
      },
    }),
  );
}

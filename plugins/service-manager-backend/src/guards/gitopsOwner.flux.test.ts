import type { Verb } from '@vtasker/backstage-plugin-service-manager-common';
import { deployment, snapshot } from '../workloads/__testUtils__';
import { ask, reading } from './__testUtils__/gitopsOwner';
import { scale } from './__testUtils__/guards';
import { gitopsFacts } from './gitops';

describe('what Flux will do', () => {
  const owned = (kind: 'kustomize' | 'helm') =>
    snapshot(
      deployment({
        meta: {
          labels: {
            [`${kind}.toolkit.fluxcd.io/name`]: 'apps',
            [`${kind}.toolkit.fluxcd.io/namespace`]: 'flux-system',
          },
        },
      }),
    );
  function flux(
    kind: 'Kustomization' | 'HelmRelease',
    verb: Verb,
    spec: object | undefined,
    gitSets?: boolean,
  ) {
    return ask(verb, {
      ...(verb === 'scale' ? scale(2) : {}),
      snapshots: [owned(kind === 'Kustomization' ? 'kustomize' : 'helm')],
      gitops: reading(
        { kind, name: 'apps', namespace: 'flux-system' },
        spec
          ? gitopsFacts(kind, { spec })
          : { kind: 'unknown', why: 'there was no answer within 2 s' },
        gitSets,
      ),
    });
  }
  const drift = (more: object = {}) => ({
    interval: '1h0m0s',
    driftDetection: { mode: 'enabled', ...more },
  });
  const target = { kind: 'Deployment', name: 'web' };
  const paths = ['/spec/replicas'];

  it.each<
    [
      string,
      'Kustomization' | 'HelmRelease',
      object | undefined,
      string,
      RegExp,
    ]
  >([
    [
      'reconciled',
      'Kustomization',
      { interval: '10m0s' },
      'warning',
      /^If Git sets the number of replicas, Flux puts the number of replicas back at its next reconciliation, within 10m\.$/,
    ],
    [
      'suspended',
      'Kustomization',
      { interval: '10m', suspend: true },
      'info',
      /^The Kustomization is suspended: the number of replicas stays until it is resumed/,
    ],
    [
      'unknown',
      'Kustomization',
      undefined,
      'warning',
      /usually within minutes\. More is unknown: there was no answer within 2 s\.$/,
    ],
    [
      'no drift detection',
      'HelmRelease',
      { interval: '5m' },
      'info',
      /corrects no drift: .* lasts until the next upgrade/,
    ],
    [
      'trap: drift detection that only warns',
      'HelmRelease',
      { interval: '5m', driftDetection: { mode: 'warn' } },
      'info',
      /corrects no drift/,
    ],
    ['drift detection', 'HelmRelease', drift(), 'warning', /within 1h\.$/],
    [
      'drift in replicas ignored',
      'HelmRelease',
      drift({ ignore: [{ paths, target }] }),
      'info',
      /ignores drift in \/spec\/replicas/,
    ],
    [
      'drift in replicas ignored everywhere',
      'HelmRelease',
      drift({ ignore: [{ paths }] }),
      'info',
      /ignores drift/,
    ],
    [
      'drift of others ignored',
      'HelmRelease',
      drift({ ignore: [{ paths, target: { ...target, name: 'api' } }] }),
      'warning',
      /within 1h\.$/,
    ],
    [
      'drift ignored by labels',
      'HelmRelease',
      drift({ ignore: [{ paths, target: { labelSelector: 'a=b' } }] }),
      'warning',
      /cannot be judged here/,
    ],
    [
      'suspended',
      'HelmRelease',
      { ...drift(), suspend: true },
      'info',
      /^The HelmRelease is suspended/,
    ],
    [
      'unknown',
      'HelmRelease',
      undefined,
      'warning',
      /where it corrects drift, else at the next upgrade\. More is unknown/,
    ],
  ])('%s %s', (_, kind, spec, severity, detail) => {
    for (const verb of ['stop', 'scale'] as const) {
      const guard = flux(kind, verb, spec);
      expect(guard.title).toBe(`Deployment web belongs to Flux ${kind} apps.`);
      expect(guard.severity).toBe(severity);
      expect(guard.detail).toMatch(detail);
    }
  });

  it('names the way that fits the kind', () => {
    expect(flux('Kustomization', 'stop', { interval: '1m' }).advice).toBe(
      'Change the number of replicas in Git, or suspend the Kustomization.',
    );
    expect(flux('HelmRelease', 'stop', {}).advice).toBe(
      'Set the number of replicas in the values of the release, too.',
    );
  });

  it('trap: a restart under a Kustomization (flux2#2526)', () => {
    expect(flux('Kustomization', 'restart', { interval: '3m' })).toMatchObject({
      severity: 'warning',
      detail: expect.stringMatching(/within 3m, and the pods then restart a/),
    });
    expect(flux('Kustomization', 'restart', { suspend: true })).toMatchObject({
      severity: 'info',
      detail: expect.stringMatching(/When it is resumed/),
    });
    expect(flux('HelmRelease', 'restart', drift())).toBeUndefined();
  });

  it('knows that Git sets the field', () => {
    expect(flux('Kustomization', 'stop', { interval: '3m' }, true).detail).toBe(
      'Flux puts the number of replicas back at its next reconciliation, within 3m.',
    );
  });
});

import type { Verb } from '@vtasker/backstage-plugin-service-manager-common';
import { cronJob, snapshot } from '../workloads/__testUtils__';
import { ask, reading } from './__testUtils__/gitopsOwner';
import { tracked } from './__testUtils__/guards';
import { gitopsFacts } from './gitops';

const managers = { kind: 'Application', name: 'managers' } as const;

/** What is said when the Application is so. */
function argo(
  verb: Verb,
  spec: object,
  options: { metadata?: object; gitSets?: boolean } = {},
) {
  const facts = gitopsFacts('Application', {
    metadata: { name: 'managers', namespace: 'argocd', ...options.metadata },
    spec,
  });
  return ask(verb, {
    snapshots: [tracked()],
    gitops: reading(managers, facts, options.gitSets),
  });
}

const selfHeal = { syncPolicy: { automated: { selfHeal: true } } };
const ignoring = (rule: object, syncOptions?: string[]) => ({
  syncPolicy: { automated: { selfHeal: true }, syncOptions },
  ignoreDifferences: [{ group: 'apps', kind: 'Deployment', ...rule }],
});
const respect = ['RespectIgnoreDifferences=true'];
const replicas = { jsonPointers: ['/spec/replicas'] };

describe('what Argo CD will do', () => {
  it.each<[string, object, string, RegExp, RegExp | undefined]>([
    [
      'self-heal',
      selfHeal,
      'warning',
      /^Self-heal is on: if Git sets the number of replicas, Argo CD puts the number of replicas back within seconds\.$/,
      /suspend the application's automated sync/,
    ],
    [
      'automated without self-heal',
      { syncPolicy: { automated: {} } },
      'warning',
      /without self-heal: .*the next commit puts the number of replicas back/,
      /suspend the application's automated sync/,
    ],
    [
      'trap: automated, but not enabled',
      { syncPolicy: { automated: { enabled: false, selfHeal: true } } },
      'info',
      /^Automated sync is off: the number of replicas stays until somebody syncs/,
      /in Git, or leave the application unsynced/,
    ],
    [
      'no sync policy',
      {},
      'info',
      /^Automated sync is off/,
      /leave the application unsynced/,
    ],
    [
      'replicas ignored, in syncs too',
      ignoring(replicas, respect),
      'info',
      /ignores differences in \/spec\/replicas, in syncs too .*: the number of replicas stays\.$/,
      undefined,
    ],
    [
      'trap: replicas ignored, but a sync sets them',
      ignoring(replicas),
      'warning',
      /does not put the number of replicas back by itself; but when the next commit makes it sync, .*the sync does/,
      /RespectIgnoreDifferences=true/,
    ],
    [
      'replicas ignored, synced by hand',
      { ignoreDifferences: ignoring(replicas).ignoreDifferences },
      'info',
      /when somebody makes it sync/,
      /RespectIgnoreDifferences=true/,
    ],
    [
      'ignored by a jq expression',
      ignoring({ jqPathExpressions: ['.spec.replicas'] }, respect),
      'info',
      /stays\.$/,
      undefined,
    ],
    [
      'ignored by the field manager that we write as',
      ignoring({ managedFieldsManagers: ['service-manager'] }, respect),
      'info',
      /stays\.$/,
      undefined,
    ],
    [
      'ignored above the field',
      ignoring({ jsonPointers: ['/spec'] }, respect),
      'info',
      /stays\.$/,
      undefined,
    ],
    [
      'ignored for this one by name and namespace',
      ignoring({ ...replicas, name: 'web', namespace: 'shop' }, respect),
      'info',
      /stays\.$/,
      undefined,
    ],
    [
      'ignored for every kind and group',
      ignoring({ ...replicas, group: '*', kind: '*' }, respect),
      'info',
      /stays\.$/,
      undefined,
    ],
    ...(
      [
        ['another kind', { kind: 'StatefulSet' }],
        ['another group', { group: 'extensions' }],
        ['trap: no group is the core group', { group: undefined }],
        ['another name', { name: 'api' }],
        ['another namespace', { namespace: 'prod' }],
        ['another field', { jsonPointers: ['/spec/replicasToo'] }],
        ['only something below', { jsonPointers: ['/spec/replicas/0'] }],
        ['another field manager', { managedFieldsManagers: ['kubectl'] }],
      ] as const
    ).map(([name, rule]): [string, object, string, RegExp, RegExp] => [
      `ignored for ${name}`,
      ignoring(
        {
          ...('managedFieldsManagers' in rule ? {} : replicas),
          ...rule,
        },
        respect,
      ),
      'warning',
      /within seconds\.$/,
      /suspend/,
    ]),
    [
      'trap: a rule that has to be run to be judged',
      ignoring({ jqPathExpressions: ['.spec | del(.template)'] }, respect),
      'warning',
      /within seconds\. Some of its rules .* cannot be judged here/,
      /suspend/,
    ],
    [
      'a glob in a rule',
      ignoring({ ...replicas, kind: 'Deploy*' }, respect),
      'warning',
      /cannot be judged here/,
      /suspend/,
    ],
  ])('%s', (_, spec, severity, detail, advice) => {
    const guard = argo('stop', spec);
    expect(guard.severity).toBe(severity);
    expect(guard.detail).toMatch(detail);
    expect(guard.advice ?? 'none').toMatch(advice ?? /^none$/);
  });

  it('suspended by its annotation', () => {
    const guard = argo('stop', selfHeal, {
      metadata: {
        annotations: { 'argocd.argoproj.io/skip-reconcile': 'true' },
      },
    });
    expect(guard).toMatchObject({
      severity: 'info',
      detail: expect.stringMatching(/is suspended .*stays until/),
    });
  });

  it.each([
    [
      { ownerReferences: [{ kind: 'ApplicationSet', name: 'fleet' }] },
      'ApplicationSet fleet',
    ],
    [
      {
        annotations: {
          'argocd.argoproj.io/tracking-id':
            'root:argoproj.io/Application:argocd/managers',
        },
      },
      'application root',
    ],
  ])(
    'trap: who writes the Application would switch automated sync on again',
    (metadata, name) => {
      expect(argo('stop', selfHeal, { metadata }).advice).toBe(
        `Change the number of replicas in Git, or suspend automated sync in ${name}, which writes this application.`,
      );
    },
  );

  it('what Git does not set stays, and what it sets does not', () => {
    expect(argo('stop', selfHeal, { gitSets: false })).toMatchObject({
      severity: 'info',
      detail:
        'Git does not set the number of replicas, so Argo CD leaves it as it is.',
    });
    expect(argo('stop', selfHeal, { gitSets: true }).detail).toBe(
      'Self-heal is on: Argo CD puts the number of replicas back within seconds.',
    );
  });

  it.each<[Verb, object, RegExp]>([
    ['deploy', { jsonPointers: ['/spec/replicas'] }, /Self-heal is on/],
    [
      'deploy',
      { jsonPointers: ['/spec/template/spec/containers/0/image'] },
      /ignores differences in \/spec\/template\/spec\/containers\/0\/image/,
    ],
    [
      'deploy',
      { jsonPointers: ['/spec/template/spec/containers/1/image'] },
      /Self-heal is on/,
    ],
    [
      'deploy',
      { jqPathExpressions: ['.spec.template.spec.containers[].image'] },
      /ignores/,
    ],
    [
      'deploy',
      {
        jqPathExpressions: [
          '.spec.template.spec.containers[] | select(.name == "web") | .image',
        ],
      },
      /ignores/,
    ],
    [
      'deploy',
      {
        jqPathExpressions: [
          '.spec.template.spec.containers[]?|select(.name=="log").image',
        ],
      },
      /Self-heal is on/,
    ],
    [
      'rollback',
      { jqPathExpressions: ['.spec.template.spec.containers[].image'] },
      /Self-heal is on/,
    ],
    ['rollback', { jsonPointers: ['/spec/template'] }, /ignores/],
    ['pause', { jqPathExpressions: ['."spec"["paused"]'] }, /ignores/],
  ])('%s where %j is ignored', (verb, rule, detail) => {
    expect(argo(verb, ignoring(rule, respect)).detail).toMatch(detail);
  });

  it('the image of a CronJob is in its job template', () => {
    const report = snapshot(
      cronJob({
        meta: {
          annotations: {
            'argocd.argoproj.io/tracking-id':
              'managers:batch/CronJob:shop/report',
          },
        },
      }),
    );
    const facts = gitopsFacts('Application', {
      spec: {
        ...selfHeal,
        ignoreDifferences: [
          {
            group: 'batch',
            kind: 'CronJob',
            jsonPointers: ['/spec/jobTemplate/spec/template/spec/containers'],
          },
        ],
      },
    });
    expect(
      ask('deploy', { snapshots: [report], gitops: reading(managers, facts) })
        .detail,
    ).toMatch(/ignores differences in \/spec\/jobTemplate\//);
  });

  it('unknown is said as unknown, and why', () => {
    const gitops = reading(managers, {
      kind: 'unknown',
      why: 'the portal may not read it',
    });
    expect(ask('stop', { snapshots: [tracked()], gitops })).toMatchObject({
      severity: 'warning',
      detail:
        'If Git sets the number of replicas, Argo CD puts it back at its next sync, with self-heal within seconds. Which of these is unknown: the portal may not read it.',
    });
  });

  it.each([
    undefined,
    null,
    {},
    { ignoreDifferences: 7, syncPolicy: [] },
    { ignoreDifferences: [null, {}, { jsonPointers: 'x' }], syncPolicy: null },
  ])('an Application with the spec %j breaks nothing', spec => {
    expect(argo('stop', spec as object).severity).toBe('info');
  });
});

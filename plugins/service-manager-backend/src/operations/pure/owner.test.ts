import { setByGit } from './owner';

const replicas = ['spec', 'replicas'];
const image = ['spec', 'template', 'spec', 'containers', '[name=web]', 'image'];
const ownsReplicas = { 'f:spec': { 'f:replicas': {} } };
const ownsImage = {
  'f:spec': {
    'f:template': {
      'f:spec': { 'f:containers': { 'k:{"name":"web"}': { 'f:image': {} } } },
    },
  },
};
const spec = {
  template: { spec: { containers: [{ name: 'web', image: 'a' }] } },
};

function object(
  entries: Array<[manager: string, operation: string, fieldsV1: object]>,
  applied?: unknown,
) {
  return {
    metadata: {
      annotations: applied
        ? {
            'kubectl.kubernetes.io/last-applied-configuration':
              typeof applied === 'string' ? applied : JSON.stringify(applied),
          }
        : undefined,
      managedFields: entries.map(([manager, operation, fieldsV1]) => ({
        manager,
        operation,
        fieldsV1,
      })),
    },
  };
}

describe('setByGit', () => {
  it.each([
    ['argocd-controller', 'Apply'],
    ['argocd-controller', 'Update'],
    ['kustomize-controller', 'Apply'],
    ['helm-controller', 'Apply'],
  ])('%s (%s) owns the field', (manager, operation) => {
    const live = object([[manager, operation, ownsReplicas]]);
    expect(setByGit(live, [replicas])).toBe(true);
    expect(setByGit(live, [replicas, image])).toBeUndefined();
  });

  it('a container is found by its name', () => {
    const live = object([['kustomize-controller', 'Apply', ownsImage]]);
    expect(setByGit(live, [image])).toBe(true);
  });

  it('trap: a change takes the field from its owner, so no owner proves nothing', () => {
    const live = object([
      ['kustomize-controller', 'Apply', ownsImage],
      ['service-manager', 'Update', ownsReplicas],
    ]);
    expect(setByGit(live, [replicas])).toBeUndefined();
  });

  it.each<[string, object, boolean]>([
    ['is in it', { spec: { ...spec, replicas: 3 } }, true],
    ['is not in it', { spec }, false],
  ])(
    'what Argo CD last applied tells: the field %s',
    (_, applied, expected) => {
      const live = object(
        [
          ['argocd-controller', 'Update', ownsImage],
          ['kube-controller-manager', 'Update', ownsReplicas],
        ],
        applied,
      );
      expect(setByGit(live, [replicas])).toBe(expected);
      expect(setByGit(live, [image])).toBe(true);
    },
  );

  it.each([
    ['by kubectl', [['kubectl-client-side-apply', 'Update', ownsImage]]],
    [
      'from before a server-side apply',
      [
        ['argocd-controller', 'Update', ownsImage],
        ['argocd-controller', 'Apply', ownsImage],
      ],
    ],
  ] as Array<[string, Array<[string, string, object]>]>)(
    'trap: a last-applied configuration %s says nothing of Git',
    (_, entries) => {
      expect(setByGit(object(entries, { spec }), [replicas])).toBeUndefined();
    },
  );

  it('something that is not understood is unknown', () => {
    const managers: Array<[string, string, object]> = [
      ['argocd-controller', 'Update', ownsImage],
    ];
    expect(setByGit(object(managers, '{'), [replicas])).toBeUndefined();
    expect(setByGit(object(managers, { spec }), [])).toBeUndefined();
    expect(setByGit(undefined, [replicas])).toBeUndefined();
  });
});

import { readFileSync } from 'fs';
import { resolve } from 'path';
import { parseRequest } from '@internal/testbed';
import { verbKinds } from '@vtasker/backstage-plugin-service-manager-common';
import { parseAllDocuments } from 'yaml';
import { COLLECTIONS } from './operations/cluster/gitopsOwners';
import { objectPath } from './operations/cluster/places';
import { KINDS, pathOf } from './workloads/cache/kinds';

type Asked = [resource: string, ...verbs: string[]];

/** A resource as the rules name it, out of the path that is asked for. */
function resourceOf(path: string): string {
  const { group, resource } = parseRequest('GET', path);
  expect(resource).not.toBe('');
  return `${group}/${resource}`;
}

const object = (kind: Parameters<typeof objectPath>[0]) =>
  resourceOf(objectPath(kind, 'shop', 'web'));

const changed = [...new Set(Object.values(verbKinds).flat())];

/** What the code asks of a cluster, by the tables that it asks by. */
const asked: Asked[] = [
  ...KINDS.map((kind): Asked => [resourceOf(pathOf(kind)), 'list', 'watch']),
  ...changed.map((kind): Asked => [object(kind), 'get', 'patch']),
  ...verbKinds.scale.map((kind): Asked => [`${object(kind)}/scale`, 'patch']),
  [object('ScaledObject'), 'get', 'patch'],
  // Revisions and the templates of a rollback; the pod that is stuck on one.
  [object('ReplicaSet'), 'get', 'list'],
  [object('ControllerRevision'), 'get', 'list'],
  [object('Pod'), 'delete'],
  ...Object.values(COLLECTIONS)
    .flat()
    .map(
      ([group, plural]): Asked => [
        resourceOf(`/apis/${group}/namespaces/shop/${plural}/web`),
        'get',
      ],
    ),
  // A log, and whether its pod is still there.
  ['/pods/log', 'get'],
  ['/pods', 'get'],
  ['metrics.k8s.io/pods', 'list'],
  ['monitoring.coreos.com/prometheusrules', 'get', 'patch', 'create'],
];

function sorted(rules: Asked[]): string[] {
  const all = rules.flatMap(([resource, ...verbs]) =>
    verbs.map(verb => `${verb} ${resource}`),
  );
  return [...new Set(all)].sort();
}

describe('deploy/rbac.yaml', () => {
  const [role, impersonator] = parseAllDocuments(
    readFileSync(resolve(__dirname, '../../../deploy/rbac.yaml'), 'utf8'),
  ).map(document => document.toJS());

  it('gives what the code asks for, and nothing else', () => {
    const given = role.rules.flatMap((rule: Record<string, string[]>) =>
      rule.apiGroups.flatMap(group =>
        rule.resources.map(name => [`${group}/${name}`, ...rule.verbs]),
      ),
    );
    expect(sorted(given)).toEqual(sorted(asked));
    for (const rule of role.rules) {
      expect(Object.keys(rule)).toEqual(['apiGroups', 'resources', 'verbs']);
    }
  });

  it('lets nobody be impersonated but users, and groups that are named', () => {
    expect(
      impersonator.rules.map((rule: any) => [
        rule.resources,
        rule.verbs,
        rule.resourceNames?.length > 0,
      ]),
    ).toEqual([
      [['users'], ['impersonate'], false],
      [['groups'], ['impersonate'], true],
    ]);
  });
});

import { existsSync, readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import { parseAllDocuments } from 'yaml';
import { repositoryRoot } from '../portal';

const rules = join(repositoryRoot, 'examples/rules');
const folder = join(repositoryRoot, 'examples/manifests');
const catalog = join(repositoryRoot, 'examples/catalog');

/** How many entities the catalog holds once the example fleets are read. */
export function exampleEntityCount(): number {
  return readdirSync(catalog)
    .map(file => parseAllDocuments(readFileSync(join(catalog, file), 'utf8')))
    .reduce((sum, documents) => sum + documents.length, 0);
}

/** The clusters over which the example fleets are spread. */
export const exampleClusterNames = ['prod-eu', 'prod-us'] as const;

const titles: Record<string, string> = {
  'prod-eu': 'Production EU',
  'prod-us': 'Production US',
};

export function exampleClusterTitle(name: string) {
  return titles[name] ?? name;
}

/** The manifests of one example cluster, namespaces first. */
export function exampleManifests(cluster: string): any[] {
  const objects = readdirSync(join(folder, cluster))
    .filter(file => file.endsWith('.yaml'))
    .sort()
    .flatMap(file =>
      parseAllDocuments(readFileSync(join(folder, cluster, file), 'utf8')),
    )
    .map(document => document.toJSON())
    .filter(object => object?.kind);
  return [
    ...objects.filter(object => object.kind === 'Namespace'),
    ...objects.filter(object => object.kind !== 'Namespace'),
  ];
}

/** The `PrometheusRule` objects of one example cluster. */
export function exampleRules(cluster: string): any[] {
  const file = join(rules, `${cluster}.yaml`);
  return existsSync(file)
    ? parseAllDocuments(readFileSync(file, 'utf8')).map(one => one.toJSON())
    : [];
}

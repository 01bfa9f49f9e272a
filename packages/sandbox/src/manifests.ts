import { readdirSync, readFileSync, statSync } from 'node:fs';
import { extname, join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import type { KubeObject } from './types';

const EXTENSIONS = new Set(['.yaml', '.yml', '.json']);

function filesOf(path: string): string[] {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path)
    .sort()
    .flatMap(name => {
      const inner = join(path, name);
      if (statSync(inner).isDirectory()) return filesOf(inner);
      return EXTENSIONS.has(extname(name)) ? [inner] : [];
    });
}

/**
 * The objects of manifest files and folders, `List`s taken apart.
 *
 * @public
 * @throws Error naming the file that cannot be read and why
 */
export function loadManifests(paths: string[]): KubeObject[] {
  return paths.flatMap(filesOf).flatMap(file =>
    parseAllDocuments(readFileSync(file, 'utf8')).flatMap(document => {
      if (document.errors.length > 0) {
        throw new Error(`${file}: ${document.errors[0].message}`);
      }
      const value = document.toJS();
      if (value === null || value === undefined) return [];
      const objects: KubeObject[] = Array.isArray(value?.items)
        ? value.items
        : [value];
      for (const object of objects) {
        if (!object?.apiVersion || !object.kind || !object.metadata?.name) {
          throw new Error(
            `${file}: a document is no Kubernetes object: it needs apiVersion, kind and metadata.name`,
          );
        }
      }
      return objects;
    }),
  );
}

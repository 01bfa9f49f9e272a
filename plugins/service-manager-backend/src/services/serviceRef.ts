import { stringifyEntityRef } from '@backstage/catalog-model';

/** The entity that a path names. */
export function entityRefOf(params: {
  namespace: string;
  kind: string;
  name: string;
}): string {
  return stringifyEntityRef(params);
}

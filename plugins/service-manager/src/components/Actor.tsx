import { EntityRefLink } from '@backstage/plugin-catalog-react';

const ENTITY_REF = /^(user|group):[^/]+\/.+$/i;

/** Who did it: a person of the catalog as a link, a service by its subject. */
export function Actor(props: { actor: string }) {
  return ENTITY_REF.test(props.actor) ? (
    <EntityRefLink entityRef={props.actor} hideIcon />
  ) : (
    <span>{props.actor}</span>
  );
}

import { ANNOTATION_SOURCE_LOCATION } from '@backstage/catalog-model';
import { useEntity } from '@backstage/plugin-catalog-react';
import { Link } from '@backstage/ui';

/** To the place in Git, where the catalog knows it: what Git holds is changed there. */
export function SourceLink() {
  const { entity } = useEntity();
  const url = toUrl(entity.metadata.annotations?.[ANNOTATION_SOURCE_LOCATION]);
  if (!url) return null;
  return (
    <Link href={url} target="_blank" rel="noopener noreferrer">
      Open its source
    </Link>
  );
}

/** The address of a location such as `url:https://…`; no other kind opens in a browser. */
function toUrl(location: string | undefined): string | undefined {
  return /^url:(https?:\/\/\S+)$/.exec(location ?? '')?.[1];
}

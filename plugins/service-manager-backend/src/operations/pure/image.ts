import { ServiceManagerError } from '../../errors';

const DOMAIN =
  '(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?(?:\\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)*|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?';
const COMPONENT = '[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*';
const TAG = '[\\w][\\w.-]{0,127}';
const DIGEST =
  '[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}';
const REFERENCE = new RegExp(
  `^((?:${DOMAIN}/)?${COMPONENT}(?:/${COMPONENT})*)(?::(${TAG}))?(?:@(${DIGEST}))?$`,
);

/** Repository, tag and digest of a reference; undefined when it is none. */
export function parseImage(
  image: string,
): { repository: string; tag?: string; digest?: string } | undefined {
  const match = REFERENCE.exec(image);
  if (!match || match[1].length > 255) return undefined;
  return { repository: match[1], tag: match[2], digest: match[3] };
}

function invalid(image: string, field: string, why: string): never {
  throw new ServiceManagerError(
    422,
    'INVALID_IMAGE',
    `"${image}" is not an image reference: ${why}`,
    {
      field,
      nextStep:
        'Give registry/name:tag, name@sha256:..., or only another tag with a leading colon (:2.3.0).',
    },
  );
}

/**
 * The image that a request asks for. With a leading colon only the tag is
 * exchanged; a digest of the current image goes with its tag.
 */
export function wantedImage(
  current: string,
  asked: string,
  field: string,
): string {
  if (!asked.startsWith(':')) {
    if (!parseImage(asked)) {
      invalid(asked, field, 'it does not read as registry/name:tag or @digest');
    }
    return asked;
  }
  const repository = parseImage(current)?.repository;
  if (!repository) {
    invalid(asked, field, `the current image ${current} has no repository`);
  }
  const image = `${repository}${asked}`;
  if (!new RegExp(`^:${TAG}$`).test(asked)) {
    invalid(asked, field, 'a tag is up to 128 letters, digits, _ . -');
  }
  return image;
}

/** What tells one build from another: the tag, or a short digest. */
export function imageVersion(image: string): string {
  const parsed = parseImage(image);
  if (!parsed) return image;
  if (parsed.tag) return parsed.tag;
  if (parsed.digest) return parsed.digest.replace(/^(\w+:\w{12}).*$/, '$1');
  return 'latest';
}

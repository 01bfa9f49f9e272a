/** A container image reference taken apart. */
export interface ParsedImage {
  valid: true;
  /** Host with an optional port; absent: the default registry. */
  registry?: string;
  repository: string;
  tag?: string;
  digest?: string;
  /** What a person calls the version: the tag, else a short digest. */
  version: string;
}

/** Why a text is no image reference. */
export interface InvalidImage {
  valid: false;
  part: 'reference' | 'registry' | 'repository' | 'tag' | 'digest';
  /** One sentence that names what is wrong. */
  problem: string;
}

const DOMAIN_COMPONENT = '(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])';
const REGISTRY = new RegExp(
  `^(?:${DOMAIN_COMPONENT}(?:\\.${DOMAIN_COMPONENT})*|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?$`,
);
const PATH_COMPONENT = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*$/;
const TAG = /^\w[\w.-]{0,127}$/;
const DIGEST =
  /^[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}$/;
const HEX_LENGTHS: Record<string, number> = {
  sha256: 64,
  sha384: 96,
  sha512: 128,
};
const NAME_LIMIT = 255;

function invalid(part: InvalidImage['part'], problem: string): InvalidImage {
  return { valid: false, part, problem };
}

function checkTag(tag: string): InvalidImage | undefined {
  return TAG.test(tag)
    ? undefined
    : invalid(
        'tag',
        `"${tag}" is not a tag: 1 to 128 letters, digits, _ . or -, not starting with . or -.`,
      );
}

function checkDigest(digest: string): InvalidImage | undefined {
  if (!DIGEST.test(digest)) {
    return invalid(
      'digest',
      'The digest after "@" must be an algorithm, a colon and hexadecimal digits, like sha256:0123….',
    );
  }
  const [algorithm, hex] = digest.split(':');
  const length = Object.hasOwn(HEX_LENGTHS, algorithm)
    ? HEX_LENGTHS[algorithm]
    : undefined;
  if (length && (hex.length !== length || hex !== hex.toLowerCase())) {
    return invalid(
      'digest',
      `A ${algorithm} digest has ${length} lower-case hexadecimal digits; this one has ${hex.length}.`,
    );
  }
  return undefined;
}

function isRegistry(first: string): boolean {
  return (
    /[.:[\]]/.test(first) ||
    first === 'localhost' ||
    first !== first.toLowerCase()
  );
}

/**
 * Takes an image reference apart by the grammar of the distribution project:
 * `[registry/]repository[:tag][@digest]`. No tag means `latest`.
 */
export function parseImage(reference: string): ParsedImage | InvalidImage {
  if (!reference) return invalid('reference', 'The image is empty.');
  if (/\s/.test(reference)) {
    return invalid('reference', 'An image must not contain spaces.');
  }
  if (/^[a-z]+:\/\//i.test(reference)) {
    return invalid(
      'reference',
      'An image has no scheme: leave out what is before and with "://".',
    );
  }
  const at = reference.indexOf('@');
  const digest = at < 0 ? undefined : reference.slice(at + 1);
  const named = at < 0 ? reference : reference.slice(0, at);
  const slash = named.lastIndexOf('/');
  const colon = named.indexOf(':', slash + 1);
  const tag = colon < 0 ? undefined : named.slice(colon + 1);
  const name = colon < 0 ? named : named.slice(0, colon);

  const [first, ...rest] = name.split('/');
  const registry = rest.length && isRegistry(first) ? first : undefined;
  const path = registry === undefined ? [first, ...rest] : rest;
  if (registry !== undefined && !REGISTRY.test(registry)) {
    return invalid(
      'registry',
      `"${registry}" is not a registry: it must be a host name with an optional port.`,
    );
  }
  for (const component of path) {
    if (PATH_COMPONENT.test(component)) continue;
    return invalid(
      'repository',
      component
        ? `"${component}" is not part of an image name: only lower-case letters, digits, and single separators (. _ __ -) between them.`
        : 'The image name has an empty part.',
    );
  }
  const repository = path.join('/');
  if (name.length > NAME_LIMIT) {
    return invalid(
      'repository',
      `The image name has ${name.length} characters; at most ${NAME_LIMIT} are allowed.`,
    );
  }
  if (!registry && path.length === 1 && /^[a-f0-9]{64}$/.test(repository)) {
    return invalid(
      'repository',
      'This is the id of an image, not its name: write name@sha256:….',
    );
  }
  const wrong =
    (tag === undefined ? undefined : checkTag(tag)) ??
    (digest === undefined ? undefined : checkDigest(digest));
  if (wrong) return wrong;
  return {
    valid: true,
    registry,
    repository,
    tag,
    digest,
    version: tag ?? shortDigest(digest) ?? 'latest',
  };
}

function shortDigest(digest: string | undefined): string | undefined {
  return digest?.replace(/^([^:]+:.{12}).*$/, '$1');
}

/** The version in an image reference; undefined for what is none. */
export function imageVersion(reference: string | undefined) {
  const parsed = parseImage(reference ?? '');
  return parsed.valid ? parsed.version : undefined;
}

/**
 * The reference that a request means. One with a leading colon is only
 * another tag for the current image, whose digest is then dropped: it would
 * win over the tag.
 */
export function resolveImage(
  requested: string,
  current: string,
): ParsedImage | InvalidImage {
  if (!requested.startsWith(':')) return parseImage(requested);
  // Put behind a name, ":5000/other" would turn that name into a registry.
  const wrong = checkTag(requested.slice(1));
  if (wrong) return wrong;
  const parsed = parseImage(current);
  if (!parsed.valid) {
    return invalid(
      'reference',
      `"${requested}" is only a tag, but the current image "${current}" is no reference to put it on.`,
    );
  }
  return parseImage(
    `${parsed.registry ? `${parsed.registry}/` : ''}${
      parsed.repository
    }${requested}`,
  );
}

/** The whole reference. */
export function formatImage(image: ParsedImage): string {
  const { registry, repository, tag, digest } = image;
  return [
    registry ? `${registry}/` : '',
    repository,
    tag ? `:${tag}` : '',
    digest ? `@${digest}` : '',
  ].join('');
}

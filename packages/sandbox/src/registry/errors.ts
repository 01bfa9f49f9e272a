/** One field that is wrong, in the API server's words. */
export interface Cause {
  reason: string;
  message: string;
  field: string;
}

/** An answer of kind Status with a code of 400 or more. */
export class StatusError extends Error {
  constructor(
    readonly code: number,
    readonly reason: string | undefined,
    message: string,
    readonly details?: Record<string, unknown>,
  ) {
    super(message);
  }

  body() {
    return {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message: this.message,
      ...(this.reason ? { reason: this.reason } : {}),
      ...(this.details ? { details: this.details } : {}),
      code: this.code,
    };
  }
}

interface Named {
  group: string;
  plural: string;
  kind: string;
}

const qualified = (r: Named) => (r.group ? `${r.plural}.${r.group}` : r.plural);

const about = (r: Named, name: string, kind = r.plural) => ({
  name,
  ...(r.group ? { group: r.group } : {}),
  kind,
});

export function notFound(resource: Named, name: string) {
  return new StatusError(
    404,
    'NotFound',
    `${qualified(resource)} "${name}" not found`,
    about(resource, name),
  );
}

export function alreadyExists(resource: Named, name: string) {
  return new StatusError(
    409,
    'AlreadyExists',
    `${qualified(resource)} "${name}" already exists`,
    about(resource, name),
  );
}

export function conflict(
  resource: Named,
  name: string,
  why = 'the object has been modified; please apply your changes to the latest version and try again',
) {
  return new StatusError(
    409,
    'Conflict',
    `Operation cannot be fulfilled on ${qualified(resource)} "${name}": ${why}`,
    about(resource, name),
  );
}

export function invalid(resource: Named, name: string, causes: Cause[]) {
  const texts = causes.map(c => `${c.field}: ${c.message}`);
  const list = texts.length === 1 ? texts[0] : `[${texts.join(', ')}]`;
  const kind = resource.group
    ? `${resource.kind}.${resource.group}`
    : resource.kind;
  return new StatusError(
    422,
    'Invalid',
    `${kind} "${name}" is invalid: ${list}`,
    { ...about(resource, name, resource.kind), causes },
  );
}

export function badRequest(message: string) {
  return new StatusError(400, 'BadRequest', message);
}

export function expired(message: string) {
  return new StatusError(410, 'Expired', message);
}

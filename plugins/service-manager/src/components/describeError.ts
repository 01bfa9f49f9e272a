/** What an error of the API says to a person. */
export interface ErrorDescription {
  message: string;
  /** The API's stable code, where the API answered. */
  code?: string;
  /** The field of the request that it is about, without `body` around it. */
  field?: string;
  nextStep?: string;
  /** To find it in the backend's logs. */
  reference?: string;
  /** Nobody answered: whether the request was acted upon is not known. */
  unanswered: boolean;
}

interface AnswerLike {
  statusCode?: number;
  response?: { headers?: { get(name: string): string | null } };
  body?: { error?: Record<string, unknown> };
  retryAfterSeconds?: number;
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/**
 * Reads an error of the typed client. An error that is no answer of the API (no
 * network, a proxy's page) is described too.
 */
export function describeError(error: Error): ErrorDescription {
  const { statusCode, response, body, retryAfterSeconds } = error as AnswerLike;
  if (statusCode === undefined) {
    return {
      message: error.message,
      nextStep:
        'Check your connection. The page tries again by itself every few seconds.',
      unanswered: true,
    };
  }
  const { code, field, message, nextStep } = body?.error ?? {};
  const said = text(message);
  // Without words of the API, the error's own message tells when to try again.
  const wait =
    said !== undefined && retryAfterSeconds !== undefined
      ? `Try again in ${retryAfterSeconds} s.`
      : undefined;
  const reference = response?.headers?.get?.('x-request-id') ?? undefined;
  // A whole page of a proxy, as it came: its status says as much.
  const foreign =
    code === undefined && /^Request failed with status \d+ /.exec(said ?? '');
  if (foreign) {
    const [before] = said!.split(/,|</);
    return {
      message: `${before.trim()}.`,
      nextStep:
        wait ??
        'Something between this page and the backend answered, not the backend. The page tries again by itself every few seconds.',
      reference,
      unanswered: statusCode >= 502,
    };
  }
  return {
    message: said ?? error.message,
    code: text(code),
    field: text(field)?.replace(/^(body\.)?(parameters\.)?/, ''),
    nextStep: text(nextStep) ?? wait,
    reference,
    // A gateway answers in place of a backend that may have acted.
    unanswered: statusCode >= 502,
  };
}

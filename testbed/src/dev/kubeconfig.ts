import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

const EXAMPLE = 'make dev KUBECONFIG=~/.kube/config CONTEXT=name';

/**
 * The contexts of a person's own kubeconfig that the portal will use: the
 * chosen ones, else the current one.
 *
 * @throws Error naming what is wrong and what to write instead.
 */
export function chosenContexts(path: string, chosen?: string[]): string[] {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new Error(
      `KUBECONFIG names ${path}, which cannot be read: ${
        (error as Error).message
      }. Name a kubeconfig file: ${EXAMPLE}`,
    );
  }
  let config: any;
  try {
    config = parse(text);
  } catch {
    // The parser's own message would show a part of the file, and it holds credentials.
  }
  const names: string[] = Array.isArray(config?.contexts)
    ? config.contexts.map((context: any) => `${context?.name}`)
    : [];
  if (names.length === 0) {
    throw new Error(
      `KUBECONFIG names ${path}, which is not a kubeconfig: it lists no contexts. Name another file: ${EXAMPLE}`,
    );
  }
  const contexts =
    chosen ?? [config['current-context']].filter(name => Boolean(name));
  if (contexts.length === 0) {
    throw new Error(
      `${path} has no current context. Choose one of ${names.join(
        ', ',
      )}: ${EXAMPLE}`,
    );
  }
  for (const name of contexts) {
    if (!names.includes(name)) {
      throw new Error(
        chosen
          ? `CONTEXT=${name} is not in ${path}. It has: ${names.join(', ')}`
          : `The current context of ${path}, ${name}, is not in it. Choose one of ${names.join(
              ', ',
            )}: ${EXAMPLE}`,
      );
    }
  }
  return contexts;
}

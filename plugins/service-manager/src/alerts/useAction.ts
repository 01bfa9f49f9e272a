import { useState } from 'react';
import { toError } from '@backstage/errors';

/** One thing at a time that a person asked for, and why it failed. */
export function useAction() {
  const [pending, setPending] = useState<string>();
  const [error, setError] = useState<Error>();

  /** @returns whether it was done */
  async function run(
    name: string,
    action: () => Promise<unknown>,
  ): Promise<boolean> {
    setPending(name);
    setError(undefined);
    try {
      await action();
      return true;
    } catch (thrown) {
      setError(toError(thrown));
      return false;
    } finally {
      setPending(undefined);
    }
  }

  return { run, pending, error };
}

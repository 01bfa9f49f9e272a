import { OutageControl } from '../process';

/**
 * For a part that the environment names: the testbed may look at it and use it, and changes nothing of how it runs.
 */
export function notOurs(name: string, variable: string): () => never {
  return () => {
    throw new Error(
      `The ${name} that ${variable} names is not the testbed's: its configuration and its process are not touched.`,
    );
  };
}

/** Outages that are refused. */
export function noOutages(refuse: () => never): OutageControl {
  return {
    kill: async () => refuse(),
    restart: async () => refuse(),
    pause: refuse,
    resume: refuse,
  };
}

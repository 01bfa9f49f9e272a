import type { Guard } from '@vtasker/backstage-plugin-service-manager-common';

/** What a guard says of one owner. */
export type Words = Pick<Guard, 'severity' | 'detail' | 'advice'>;

/** What is known of the change, besides the owner's own settings. */
export interface Change {
  what: string;
  /** The fields, for people: `/spec/replicas`. */
  pointer: string;
  /** Undefined: it cannot be told from the cluster. */
  gitSets?: boolean;
}

/** A commit is the better way for what Git holds. */
export function commit({ what }: Change, instead: string): string {
  return `Change the ${what} in Git, or ${instead}.`;
}

/** `if Git sets the image, `: nothing where it is known that Git does. */
export function condition({ what, gitSets }: Change): string {
  return gitSets ? '' : `if Git sets the ${what}, `;
}

export function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Said of rules that would have to be run to be judged. */
export const UNSURE =
  ' Some of its rules for ignored differences cannot be judged here; they may say otherwise.';

export function notSet({ what }: Change, tool: string): Words {
  return {
    severity: 'info',
    detail: `Git does not set the ${what}, so ${tool} leaves it as it is.`,
  };
}

import { registerServiceActions } from './serviceActions';
import type { ActionsOptions } from './types';
import { registerVerbActions } from './verbActions';

/**
 * The door for tools, the command line and templates. The registry itself
 * checks no right on an entity and records nothing: the methods do.
 */
export function registerActions(options: ActionsOptions): void {
  registerServiceActions(options);
  registerVerbActions(options);
}

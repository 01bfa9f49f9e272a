/**
 * The channel of "something changed" hints. Signals have no authorisation per
 * channel, so a hint carries only opaque service keys; what changed is fetched
 * with the caller's own rights.
 *
 * @public
 */
export const CHANGED_CHANNEL = 'service-manager:changed';

/** @public */
export interface ChangedSignal {
  /** Keys of the services that changed (`Service.key`). */
  services: string[];
}

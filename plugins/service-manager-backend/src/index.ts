/**
 * The back end of the service manager.
 *
 * @packageDocumentation
 */
export { serviceManagerPlugin as default } from './plugin';

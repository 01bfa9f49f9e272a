/**
 * Runs services from their catalog pages: tabs, cards, fleet page.
 *
 * @packageDocumentation
 */
export { serviceManagerPlugin as default } from './plugin';

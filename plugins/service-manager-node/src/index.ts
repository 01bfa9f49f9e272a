/**
 * For other backends: the clusters service and extension points of the
 * service manager.
 *
 * @packageDocumentation
 */
export * from './clusters';

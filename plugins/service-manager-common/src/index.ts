/**
 * Model, permissions, API contract and typed client of the service manager.
 *
 * @packageDocumentation
 */
export * from './annotations';
export * from './model';
export * from './permissions';
export * from './signals';
export * from './api';

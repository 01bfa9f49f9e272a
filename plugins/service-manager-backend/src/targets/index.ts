export { targetOf } from './targetOf';
export { parseSelector } from './parseSelector';
export * from './types';

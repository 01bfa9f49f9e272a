export { childType, resolved, typeOfKind } from './schema';
export type { Resolved, SchemaType } from './schema';
export { decodeProblems } from './strict';

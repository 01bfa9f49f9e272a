export { Access } from './Access';
export type { AccessOptions, Actor, OpenedService } from './Access';
export { audited } from './audited';
export type { AuditedEvent } from './audited';
export { WriteLimiter } from './WriteLimiter';
export { ownerOf } from './owner';

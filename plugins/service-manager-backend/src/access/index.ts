export { Access } from './Access';
export type { AccessOptions, Actor, OpenedService } from './Access';
export { audited } from './audited';
export type { AuditedEvent } from './audited';
export { createLimits } from './limits';
export type { Limits, WriteHistory } from './limits';
export { nameOfRef, ownerNameOf, ownerOf } from './owner';

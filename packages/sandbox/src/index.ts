export { startSandbox } from './sandbox';
export { loadManifests } from './manifests';
export type { Sandbox, SandboxOptions } from './sandbox';
export { ContainerLog } from './logs';
export type { ContainerRun, LogLine, LogScript } from './logs';
export { quantity, usageOf } from './usage';
export type { FailureMode } from './kubelet';
export type { CustomResource } from './registry';
export type {
  FieldSet,
  KubeObject,
  ManagedFieldsEntry,
  ObjectMeta,
  OwnerReference,
} from './types';

/** What a container uses, as rates. @public */
export interface ContainerLoad {
  cpuCores?: number;
  memoryBytes?: number;
  /** Share (0 to 1) of the scheduler's periods in which it was throttled. Counts only with a CPU limit. */
  throttledRatio?: number;
  readBytesPerSecond?: number;
  writeBytesPerSecond?: number;
}

/** What a container has used since it started, for one that is a real process. @public */
export interface ContainerTotals {
  cpuSeconds: number;
  memoryBytes: number;
  readBytes: number;
  writeBytes: number;
}

/** Requests or limits. @public */
export interface ContainerResources {
  cpuCores?: number;
  memoryBytes?: number;
}

/** A container whose series are served. @public */
export interface ExportedContainer {
  name: string;
  image?: string;
  requests?: ContainerResources;
  limits?: ContainerResources;
  /** A function gives what it is at a time (milliseconds since 1970). */
  load?: ContainerLoad | ((nowMillis: number) => ContainerLoad);
  /** Measured instead of made up from `load`. Undefined while there is no process. */
  measure?: () => ContainerTotals | undefined;
}

/** A pod whose series are served. @public */
export interface ExportedPod {
  namespace: string;
  name: string;
  uid?: string;
  node?: string;
  containers: ExportedContainer[];
  receiveBytesPerSecond?: number;
  transmitBytesPerSecond?: number;
  /** Measured instead of made up: bytes since the pod started. */
  measureNetwork?: () => { receiveBytes: number; transmitBytes: number };
}

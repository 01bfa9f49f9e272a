export { HttpCluster, type HttpClusterOptions } from './HttpCluster';
export type { Connection as ClusterTransport } from './transport';
export { errorFromStatus } from './failures';
export type { ClusterTimings } from './timings';

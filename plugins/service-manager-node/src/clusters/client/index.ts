export {
  HttpCluster,
  type HttpClusterOptions,
  type ClusterTimings,
} from './HttpCluster';
export type { Connection as ClusterTransport } from './transport';
export { errorFromStatus } from './failures';

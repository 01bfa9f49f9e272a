export { describeClusterContract } from './contract';
export type { ContractCluster } from './client';

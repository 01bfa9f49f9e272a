export { describeClusterContract } from './contract';
export { ContractClient } from './client';
export type { ContractCluster } from './client';

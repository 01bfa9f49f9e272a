export { clustersOfPortal } from './portal';
export {
  clustersOfKubeconfig,
  type ClientLoader,
  type ClientModule,
} from './kubeconfig';
export { clusterAround } from './inCluster';
export { namesWithOptions } from './settings';

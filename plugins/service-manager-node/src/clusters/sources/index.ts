export { clustersOfPortal } from './portal';
export { clustersOfKubeconfig, type ClientLoader } from './kubeconfig';
export { clusterAround } from './inCluster';
export { namesWithOptions } from './settings';

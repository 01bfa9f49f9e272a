export * from './audit';
export * from './failures';
export * from './KubeClient';
export * from './kubeconfig';
export * from './kubectl';
export * from './KubernetesEndpoint';
export * from './people';
export * from './stages';

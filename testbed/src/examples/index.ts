export * from './clusters';
export * from './logs';
export * from './manifests';

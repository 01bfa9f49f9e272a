export * from './clusters';
export * from './manifests';

export { PodLogSource, type PodLogSourceOptions } from './PodLogSource';

export { serveLog } from './serve';
export { ContainerLog } from './lines';
export type { ContainerRun, LogLine } from './lines';
export type { LogScript } from './scripts';

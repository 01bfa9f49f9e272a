export { ErrorLines, podKey } from './ErrorLines';
export type { ErrorTrend } from './ErrorLines';
export { LokiLogSource } from './LokiLogSource';

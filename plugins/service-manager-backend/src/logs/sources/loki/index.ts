export { ErrorLines, podKey } from './ErrorLines';
export type { ErrorTrend } from './ErrorLines';

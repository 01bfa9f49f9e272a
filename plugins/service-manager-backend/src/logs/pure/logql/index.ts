export { parseLogQl } from './parseLogQl';
export type { LogQlQuery, Matcher, QueriedLine } from './types';

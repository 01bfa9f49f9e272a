export * from './Actor';
export * from './CopySnippet';
export * from './describeError';
export * from './ErrorNotice';
export * from './FieldDiff';
export * from './HintedButton';
export * from './Panel';
export * from './StaleNotice';

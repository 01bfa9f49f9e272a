export * from './fieldProblem';
export * from './VerbOptions';

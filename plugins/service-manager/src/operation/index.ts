export * from './ChangeButtons';
export * from './ChangeDialog';
export * from './OperationBar';
export * from './outcome';
export * from './OutcomeIcon';
export * from './useChangeUrl';
export * from './useOperationActions';
export * from './verbs';

export * from './ChangeButtons';
export * from './ChangeDialog';
export * from './OperationBar';
export * from './OperationsList';
export * from './OperationsPanel';
export * from './useChangeUrl';

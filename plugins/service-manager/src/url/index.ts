export * from './useDialogUrl';

export * from './Dialogs';

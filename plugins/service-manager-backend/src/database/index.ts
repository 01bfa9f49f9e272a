export { DatabaseOperationStore } from './DatabaseOperationStore';
export { DatabaseAlertStore } from './DatabaseAlertStore';
export { migrationsDirectory, openDatabase } from './migrations';

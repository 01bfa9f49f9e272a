export { DatabaseOperationStore } from './DatabaseOperationStore';
export { migrationsDirectory, openDatabase } from './migrations';

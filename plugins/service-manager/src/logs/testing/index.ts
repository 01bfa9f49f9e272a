export * from './FakeLogs';
export * from './lines';

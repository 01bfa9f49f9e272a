export * from './backendLogs';
export * from './followStream';
export * from './frames';
export * from './logsApi';
export * from './LogSession';
export * from './Pace';
export * from './state';

export * from './describeWith';

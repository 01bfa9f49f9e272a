export * from './fakeServer';
export * from './fixtures';

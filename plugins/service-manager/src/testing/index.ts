export * from './fakeServer';
export * from './fixtures';
export * from './alerts';

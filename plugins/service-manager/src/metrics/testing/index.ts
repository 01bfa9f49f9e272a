export * from './FakeMetrics';
export * from './metrics';

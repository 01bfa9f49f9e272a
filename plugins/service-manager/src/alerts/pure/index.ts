export * from './durations';
export * from './evidence';
export * from './metricFacts';
export * from './offers';
export * from './ruleDraft';
export * from './silenceEnd';
export * from './thresholds';
export * from './words';

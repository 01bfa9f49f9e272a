export * from './durations';
export * from './evidence';
export * from './metricPanels';
export * from './offers';
export * from './ruleDraft';
export * from './silenceEnd';
export * from './thresholds';
export * from './words';

export { ServiceMetrics } from './ServiceMetrics';
export type { MetricsQuestion } from './ServiceMetrics';
export { ServiceTrends } from './Trends';
export { Sampler } from './samples/Sampler';
export { MetricsApiSource } from './samples/MetricsApiSource';
export { markersOf } from './pure/markers';
export { parsePanels } from './pure/panels';
export { readRange } from './pure/grid';
export type { MetricScope, MetricSource, Place } from './types';

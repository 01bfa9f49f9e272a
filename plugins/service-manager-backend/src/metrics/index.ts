export type { CountErrorLines } from './ErrorCounts';
export { createMetrics } from './createMetrics';
export type { MetricsRoom } from './createMetrics';
export type { MetricsQuestion, ServiceMetrics } from './ServiceMetrics';
export type { ServiceTrends } from './Trends';
export type { Sampler } from './samples/Sampler';
export type { PrometheusSource } from './prometheus/PrometheusSource';
export {
  inScope,
  matcherText,
  namespaceMatchers,
  scopesOf,
} from './prometheus/scope';
export { literal, podPattern } from './prometheus/podPattern';
export type { Matcher, Scope } from './prometheus/scope';
export { PrometheusClient } from './prometheus/PrometheusClient';
export type { Grid } from './pure/grid';
export { markersOf } from './pure/markers';
export { parsePanels } from './pure/panels';
export { beginOfDefault, readRange } from './pure/grid';
export type { MetricScope, MetricSource, Place } from './types';

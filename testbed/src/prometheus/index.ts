export * from './PrometheusEndpoint';
export * from './config';
export * from './exposition';
export * from './podExporter';
export * from './ExportedPod';

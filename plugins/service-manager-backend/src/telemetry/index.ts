export { Telemetry } from './Telemetry';
export { createTelemetryRouter } from './createTelemetryRouter';

export { Telemetry } from './Telemetry';
export { createTelemetryRouter } from './createTelemetryRouter';
export { countObjects } from './countObjects';

/**
 * The real parts as plain processes on loopback, and a proxy that makes them fail on request.
 *
 * @packageDocumentation
 */
export {
  available,
  build,
  parts,
  start,
  startAlertmanager,
  startKubernetes,
  startLoki,
  startPostgres,
  startPrometheus,
} from './parts';
export type { PostgresEndpoint, PostgresOptions } from './parts';
export { describeWith, START_TIMEOUT_MILLIS } from './jest';
export { parseRequest, randomSchedule, startFaultProxy } from './faultProxy';
export type {
  Fault,
  FaultMatch,
  FaultProxy,
  FaultProxyTarget,
  FaultRule,
  KubeRequestInfo,
  KubeVerb,
  RecordedRequest,
  ScheduleOptions,
} from './faultProxy';
export type { PartName } from './parts';
export type { Availability, Endpoint, Part, StartOptions } from './part';
export { stopAll } from './running';
export { waitFor, freePorts } from './process';
export type { OutageControl, WaitOptions } from './process';
export {
  BACK_OFF_ANNOTATION,
  CRASH_AFTER_ANNOTATION,
  createKubeconfig,
  deployment,
  FAILING_IMAGE_TAGS,
  FAILURE_ANNOTATION,
  FAILURE_CONTAINER_ANNOTATION,
  GITOPS_RESOURCES,
  installCustomResources,
  KubeApiError,
  KubeClient,
  PROMETHEUS_RULES,
  READY_AFTER_ANNOTATION,
  runKubectl,
  serializeKubeconfig,
  TERMINATE_AFTER_ANNOTATION,
} from './kubernetes';
export type {
  AuditEvent,
  CustomResource,
  Kubeconfig,
  KubectlOptions,
  KubeManifest,
  KubernetesEndpoint,
  KubernetesOptions,
  KubeRequestOptions,
  Person,
  PodFailure,
  PodLog,
  PodLogLine,
  PodStages,
  PolicyRule,
} from './kubernetes';
export type {
  LokiCallOptions,
  LokiEndpoint,
  LokiEntry,
  LokiLine,
  LokiOptions,
  LokiPod,
} from './loki';
export type {
  AlertmanagerAlert,
  AlertmanagerEndpoint,
  AlertmanagerOptions,
  AlertmanagerRouting,
} from './alertmanager';
export { startPodExporter } from './prometheus';
export type {
  ContainerLoad,
  ContainerResources,
  ContainerTotals,
  ExportedContainer,
  ExportedPod,
  PodExporter,
  PrometheusEndpoint,
  PrometheusOptions,
  PrometheusRule,
  PrometheusSeries,
  RuleGroup,
  ScrapeTarget,
  SeriesHistory,
} from './prometheus';
export * from './dummyService';
export * from './portal';
export * from './examples';
export * from './observability';

/**
 * Annotations of the Kubernetes plugin, which are enough to start.
 *
 * @public
 */
export const KUBERNETES_ID_ANNOTATION = 'backstage.io/kubernetes-id';
/** @public */
export const KUBERNETES_NAMESPACE_ANNOTATION =
  'backstage.io/kubernetes-namespace';
/** @public */
export const KUBERNETES_LABEL_SELECTOR_ANNOTATION =
  'backstage.io/kubernetes-label-selector';
/** @public */
export const KUBERNETES_CLUSTER_ANNOTATION = 'backstage.io/kubernetes-cluster';

/**
 * Narrows an entity to some workloads: `Deployment/web,CronJob/report`.
 *
 * @public
 */
export const WORKLOAD_ANNOTATION = 'service-manager.io/workload';

/**
 * Set on a workload in the cluster while it is stopped: a JSON object with
 * what "start" restores. The database holds the same memory; the annotation
 * survives the loss of the database, and the database the loss of the object.
 *
 * @public
 */
export const STOPPED_ANNOTATION = 'service-manager.io/stopped';

/**
 * The field manager of every write.
 *
 * @public
 */
export const FIELD_MANAGER = 'service-manager';

import type { MetricPanelId } from '@vtasker/backstage-plugin-service-manager-common';
import { withoutCpuLimit } from '../pure/lines';
import type { PanelPart, Place } from '../types';
import type { PrometheusSettings } from './settings';

type Empty = NonNullable<PanelPart['empty']>;

/** Why a panel has nothing to show, as far as that can be told. */
export function whyEmpty(
  id: MetricPanelId,
  place: Place,
  { upstream, names }: PrometheusSettings,
): Empty {
  const { name, labels } = upstream;
  const missing = (series: string) =>
    `${name} has no ${series} of these pods in this time`;
  const cadvisor = {
    nextStep: `Let it scrape the kubelets' /metrics/cadvisor. If pods are labelled otherwise there than with ${labels.namespace} and ${labels.pod}, say so under service-manager.prometheus.labels.`,
  };
  const state = {
    nextStep: 'Let it scrape kube-state-metrics.',
  };
  switch (id) {
    case 'throttling':
      return withoutCpuLimit(place)
        ? {
            why: 'No CPU limit: nothing is throttled.',
          }
        : {
            why: `${missing('container_cpu_cfs_periods_total')}.`,
            ...cadvisor,
          };
    case 'cpu':
      return {
        why: `${missing('container_cpu_usage_seconds_total')}.`,
        ...cadvisor,
      };
    case 'memory':
      return {
        why: `${missing('container_memory_working_set_bytes')}.`,
        ...cadvisor,
      };
    case 'network-receive':
    case 'network-transmit':
      return { why: `${missing('container_network_*')}.`, ...cadvisor };
    case 'disk-read':
    case 'disk-write':
      return { why: `${missing('container_fs_*')}.`, ...cadvisor };
    case 'replicas':
      return { why: `${missing('kube_pod_status_ready')}.`, ...state };
    case 'restarts':
      return {
        why: `${missing('kube_pod_container_status_restarts_total')}.`,
        ...state,
      };
    default:
      return {
        why:
          id === 'latency'
            ? `${missing(
                names.duration,
              )}, neither classic buckets nor a native histogram, nor the same of Istio.`
            : `${missing(names.requests)}, nor the same of Istio.`,
        nextStep:
          'Count requests under these names and let Prometheus scrape the pods, or give your names under service-manager.prometheus.names.',
      };
  }
}

import type {
  ClusterHealth,
  ServiceProblem,
  Status,
} from '@vtasker/backstage-plugin-service-manager-common';
import { KUBERNETES_CLUSTER_ANNOTATION } from '@vtasker/backstage-plugin-service-manager-common';
import type { Target } from '../workloads/types';
import type { ListedService } from './entityInfo';

/** How a service is, or why nothing can be said of it. */
export interface ServiceCondition {
  status: Status;
  problem?: ServiceProblem;
}

/**
 * Why a service shows no workloads. Where a cluster has not been read, that is
 * not known: it is no fault of the entity's annotations then.
 */
export function describeProblem(
  service: ListedService,
  clusterNames: string[],
  clusters: ClusterHealth[],
): ServiceCondition {
  const { target, problem } = service.target;
  if (problem) return unknown('NoWorkloads', problem.message, problem);
  if (target.cluster && !clusterNames.includes(target.cluster)) {
    const found = unknownCluster(target.cluster, clusterNames);
    return unknown('UnknownCluster', found.message, found);
  }
  const unread = clusters.filter(({ state }) => state !== 'connected');
  if (unread.length || clusterNames.length === 0) {
    return unknown(
      'ClusterNotRead',
      unread.length
        ? `${unread
            .map(({ title }) => title)
            .join(
              ', ',
            )} has not told its workloads, so it is not known whether any belong to this service.`
        : 'No cluster is configured.',
    );
  }
  const found = noMatch(target);
  return unknown('NoWorkloads', found.message, found);
}

function unknown(
  reason: string,
  message: string,
  problem?: ServiceProblem,
): ServiceCondition {
  return {
    status: { state: 'unknown', reason, message, evidence: [] },
    problem,
  };
}

function unknownCluster(name: string, known: string[]): ServiceProblem {
  return {
    code: 'unknown-cluster',
    message: `The annotation ${KUBERNETES_CLUSTER_ANNOTATION} names the cluster ${name}, which is not configured.`,
    nextStep: known.length
      ? `Name one of ${known.join(', ')}, or configure ${name}.`
      : `Configure ${name}.`,
    snippet: known.length
      ? `metadata:\n  annotations:\n    ${KUBERNETES_CLUSTER_ANNOTATION}: ${known[0]}\n`
      : undefined,
  };
}

function noMatch(target: Target): ServiceProblem {
  const labels = Object.entries(target.selector.matchLabels ?? {});
  const place = [
    target.namespace && `namespace ${target.namespace}`,
    target.cluster && `cluster ${target.cluster}`,
  ].filter(Boolean);
  const where = place.length ? `in ${place.join(', ')}` : 'in any cluster';
  const selector = labels.map(([name, value]) => `${name}=${value}`).join(',');
  const only = target.only?.map(({ kind, name }) => `${kind}/${name}`);
  return {
    code: 'no-match',
    message: `No workload ${where} matches ${
      [
        selector && `the labels ${selector}`,
        only && `the names ${only.join(', ')}`,
      ]
        .filter(Boolean)
        .join(' and ') || 'the selector'
    }.`,
    nextStep: labels.length
      ? 'Give the workload these labels, or correct the annotations of the entity.'
      : 'Correct the annotations of the entity.',
    snippet: labels.length
      ? [
          '# in the manifest of the workload',
          'metadata:',
          '  labels:',
          ...labels.map(([name, value]) => `    ${name}: ${value}`),
          '',
        ].join('\n')
      : undefined,
  };
}

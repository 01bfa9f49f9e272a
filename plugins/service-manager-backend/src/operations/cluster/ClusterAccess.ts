import {
  FIELD_MANAGER,
  WorkloadRef,
} from '@vtasker/backstage-plugin-service-manager-common';
import {
  Cluster,
  ClustersService,
  KubernetesError,
  KubernetesRequest,
} from '@vtasker/backstage-plugin-service-manager-node';
import { ServiceManagerError } from '../../errors';
import { patchOf } from '../pure/fields';
import type { OperationActor, PlannedWrite, TemplateSource } from '../types';
import { objectPath } from './places';
import { plainTemplate } from './templates';

const CHANGE_CAUSE = 'kubernetes.io/change-cause';

/** Whole objects of the clusters, read and written on demand. */
export class ClusterAccess {
  private readonly clusters: ClustersService;
  private readonly writeTimeoutMs: number;

  constructor(options: { clusters: ClustersService; writeTimeoutMs: number }) {
    this.clusters = options.clusters;
    this.writeTimeoutMs = options.writeTimeoutMs;
  }

  private cluster(name: string): Cluster {
    const cluster = this.clusters.get(name);
    if (!cluster) {
      throw new ServiceManagerError(
        422,
        'UNKNOWN_CLUSTER',
        `The cluster ${name} is not configured`,
        { nextStep: 'Add it to the kubernetes section of the configuration.' },
      );
    }
    return cluster;
  }

  /** Undefined when it is not there. */
  async get(cluster: string, path: string): Promise<any | undefined> {
    try {
      return await this.cluster(cluster).request({ method: 'GET', path });
    } catch (error) {
      if (error instanceof KubernetesError && error.status === 404) {
        return undefined;
      }
      throw error;
    }
  }

  async list(
    cluster: string,
    path: string,
    query: KubernetesRequest['query'],
  ): Promise<any[]> {
    const answer = await this.cluster(cluster).request({
      method: 'GET',
      path,
      query,
    });
    return answer.items ?? [];
  }

  /** The earlier revision that a template comes from. */
  async source(ref: WorkloadRef, source: TemplateSource): Promise<any> {
    const found = await this.get(
      ref.cluster,
      objectPath(source.kind, ref.namespace, source.name),
    );
    if (!found || found.metadata.uid !== source.uid) {
      throw new ServiceManagerError(
        404,
        'REVISION_NOT_FOUND',
        `${source.kind}/${source.name} is gone, and the revision with it`,
        { field: 'revision', nextStep: 'Choose another revision.' },
      );
    }
    return found;
  }

  /**
   * Sends a write, or lets the API server work it out without storing it.
   * Answers with the object (for the scale subresource: the Scale).
   */
  async send(
    write: PlannedWrite,
    current: any,
    options: { dryRun: boolean; onBehalfOf?: OperationActor['onBehalfOf'] },
  ): Promise<any> {
    const request = await this.requestOf(write, current);
    const query: KubernetesRequest['query'] = {
      ...(options.dryRun && { dryRun: 'All' }),
      ...(request.method === 'PATCH' && {
        fieldManager: FIELD_MANAGER,
        fieldValidation: 'Strict',
      }),
    };
    return this.cluster(write.cluster).request({
      ...request,
      query,
      timeoutMs: this.writeTimeoutMs,
      onBehalfOf: options.onBehalfOf,
    });
  }

  private async requestOf(
    write: PlannedWrite,
    current: any,
  ): Promise<Omit<KubernetesRequest, 'query'>> {
    const { action, path } = write;
    const resourceVersion = current?.metadata?.resourceVersion;
    switch (action.type) {
      case 'scale':
        return {
          method: 'PATCH',
          path: `${path}/scale`,
          patchType: 'application/merge-patch+json',
          body: {
            metadata: { resourceVersion },
            spec: { replicas: write.fields[0].after },
          },
        };
      case 'patch': {
        const body = patchOf(write.fields);
        body.metadata = { ...body.metadata, resourceVersion };
        return { method: 'PATCH', path, patchType: action.patchType, body };
      }
      case 'template': {
        const source = await this.source(write.workload, action.source);
        return source.kind === 'ControllerRevision' ||
          action.source.kind === 'ControllerRevision'
          ? {
              method: 'PATCH',
              path,
              patchType: 'application/strategic-merge-patch+json',
              body: { ...source.data, metadata: { resourceVersion } },
            }
          : {
              method: 'PATCH',
              path,
              patchType: 'application/json-patch+json',
              body: rollbackPatch(source, current, resourceVersion),
            };
      }
      default:
        return {
          method: 'DELETE',
          path,
          body: {
            apiVersion: 'v1',
            kind: 'DeleteOptions',
            preconditions: { uid: current?.metadata.uid },
          },
        };
    }
  }
}

/**
 * Only the template and one annotation key: replacing the whole map, as
 * kubectl does, would lose the marks of Argo CD and Helm.
 */
function rollbackPatch(
  replicaSet: any,
  current: any,
  resourceVersion: string,
): unknown[] {
  const cause = replicaSet.metadata.annotations?.[CHANGE_CAUSE];
  const patch: unknown[] = [
    { op: 'test', path: '/metadata/resourceVersion', value: resourceVersion },
    {
      op: 'replace',
      path: '/spec/template',
      value: plainTemplate(replicaSet.spec.template),
    },
  ];
  const path = `/metadata/annotations/${CHANGE_CAUSE.replace('/', '~1')}`;
  const { annotations } = current.metadata;
  if (cause !== undefined && annotations) {
    patch.push({ op: 'add', path, value: cause });
  } else if (annotations?.[CHANGE_CAUSE] !== undefined) {
    // It is the cause of the change that is taken back.
    patch.push({ op: 'remove', path });
  }
  return patch;
}

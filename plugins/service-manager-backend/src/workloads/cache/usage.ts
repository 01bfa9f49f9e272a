import type { Cluster } from '@vtasker/backstage-plugin-service-manager-node';
import { parseQuantity } from '../view';

export interface PodUsage {
  /** In cores. */
  cpu: number;
  /** In bytes. */
  memory: number;
  /** ISO 8601. */
  at: string;
}

/** By namespace, then by the pod's name. */
export type UsageTable = Map<string, Map<string, PodUsage>>;

/** What became of the last attempt to read what the pods use. */
export interface UsageReading {
  state: 'read' | 'absent' | 'forbidden' | 'failed';
  /** Of the last success; absent where we are told that there is none. */
  table?: UsageTable;
  /** When the table was read. */
  at?: Date;
}

/** @throws KubernetesError, with status 404 where there is no metrics API. */
export async function readUsage(
  cluster: Cluster,
  namespace: string | undefined,
  signal: AbortSignal,
): Promise<UsageTable> {
  const list: any = await cluster.request({
    method: 'GET',
    path: `/apis/metrics.k8s.io/v1beta1/${
      namespace ? `namespaces/${encodeURIComponent(namespace)}/` : ''
    }pods`,
    timeoutMs: 30_000,
    signal,
  });
  const table: UsageTable = new Map();
  for (const item of list?.items ?? []) {
    let cpu = 0;
    let memory = 0;
    for (const container of item.containers ?? []) {
      cpu += parseQuantity(container.usage?.cpu) ?? 0;
      memory += parseQuantity(container.usage?.memory) ?? 0;
    }
    const { namespace: of = '', name } = item.metadata;
    const pods = table.get(of) ?? new Map();
    table.set(of, pods.set(name, { cpu, memory, at: item.timestamp }));
  }
  return table;
}

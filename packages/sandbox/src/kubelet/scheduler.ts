import { timestamp } from '../registry';
import { withCondition, type Context, type Controller } from '../controllers';
import type { KubeObject } from '../types';
import { quantity, requestsOf } from '../usage';

const RETRY_MS = 5_000;

interface Room {
  cpu: number;
  memory: number;
  pods: number;
}

/** What is left on each node; kept in step by the pods that come and go. */
class Rooms {
  private readonly used = new Map<string, Room>();
  private readonly placed = new Map<string, Room & { node: string }>();

  of(node: string): Room {
    return this.used.get(node) ?? { cpu: 0, memory: 0, pods: 0 };
  }

  place(pod: KubeObject) {
    const { uid } = pod.metadata;
    const node: string | undefined = pod.spec.nodeName;
    const finished = /Failed|Succeeded/.test(pod.status?.phase ?? '');
    if (finished || !node) this.free(pod);
    else if (!this.placed.has(uid!)) {
      const room = { ...requestsOf(pod.spec), pods: 1 };
      this.placed.set(uid!, { ...room, node });
      this.add(node, room, 1);
    }
  }

  free(pod: KubeObject) {
    const room = this.placed.get(pod.metadata.uid!);
    if (!room) return;
    this.placed.delete(pod.metadata.uid!);
    this.add(room.node, room, -1);
  }

  private add(node: string, room: Room, sign: number) {
    const { cpu, memory, pods } = this.of(node);
    this.used.set(node, {
      cpu: cpu + sign * room.cpu,
      memory: memory + sign * room.memory,
      pods: pods + sign * room.pods,
    });
  }
}

function refusal(
  pod: KubeObject,
  node: KubeObject,
  used: Room,
): string | undefined {
  const tolerated = (taint: any) =>
    (pod.spec.tolerations ?? []).some(
      (t: any) =>
        (!t.key || t.key === taint.key) &&
        (!t.effect || t.effect === taint.effect) &&
        (t.operator === 'Exists' || (t.value ?? '') === (taint.value ?? '')),
    );
  if (node.spec?.unschedulable) return 'node(s) were unschedulable';
  const taint = (node.spec?.taints ?? []).find(
    (t: any) => t.effect !== 'PreferNoSchedule' && !tolerated(t),
  );
  if (taint) {
    return `node(s) had untolerated taint(s)`;
  }
  for (const [key, value] of Object.entries(pod.spec.nodeSelector ?? {})) {
    if (node.metadata.labels?.[key] !== value) {
      return "node(s) didn't match Pod's node affinity/selector";
    }
  }
  const { cpu, memory, pods } = node.status?.allocatable ?? {};
  const asks = requestsOf(pod.spec);
  if (used.pods + 1 > Number(pods ?? 110)) return 'Too many pods';
  if (used.cpu + asks.cpu > quantity(cpu ?? '32')) return 'Insufficient cpu';
  if (used.memory + asks.memory > quantity(memory ?? '64Gi')) {
    return 'Insufficient memory';
  }
  return undefined;
}

/** Gives each pod a node, or says in the scheduler's words why not. */
export function createScheduler(): Controller {
  const rooms = new Rooms();
  return {
    name: 'scheduler',
    resource: 'pods',
    forget: pod => rooms.free(pod),
    reconcile(pod, context: Context) {
      rooms.place(pod);
      if (pod.spec.nodeName || pod.metadata.deletionTimestamp) return;
      const { registry, store, events } = context;
      const nodes = store.list('nodes');
      const reasons = new Map<string, number>();
      const fitting = nodes.filter(node => {
        // Written by the DaemonSet controller, as the real one does.
        const [wanted] =
          pod.spec.affinity?.nodeAffinity
            ?.requiredDuringSchedulingIgnoredDuringExecution
            ?.nodeSelectorTerms?.[0]?.matchFields?.[0]?.values ?? [];
        const why =
          wanted && wanted !== node.metadata.name
            ? "node(s) didn't match Pod's node affinity/selector"
            : refusal(pod, node, rooms.of(node.metadata.name));
        if (why) reasons.set(why, (reasons.get(why) ?? 0) + 1);
        return !why;
      });
      const resource = registry.resources.key('pods');
      const now = timestamp(context.now());
      const name = `${pod.metadata.namespace}/${pod.metadata.name}`;
      if (fitting.length === 0) {
        const list = [...reasons].map(([why, n]) => `${n} ${why}`).sort();
        const message = nodes.length
          ? `0/${nodes.length} nodes are available: ${list.join(
              ', ',
            )}. preemption: 0/${nodes.length} nodes are available: ${
              nodes.length
            } Preemption is not helpful for scheduling.`
          : 'no nodes available to schedule pods';
        const conditions = withCondition(
          pod.status?.conditions,
          {
            type: 'PodScheduled',
            status: 'False',
            reason: 'Unschedulable',
            message,
          },
          now,
        );
        if (conditions !== pod.status?.conditions) {
          events.record(
            pod,
            'Warning',
            'FailedScheduling',
            message,
            'default-scheduler',
          );
          registry.updateStatus(
            pod,
            { ...pod.status, conditions },
            'kube-scheduler',
          );
        }
        context.later(this, pod, RETRY_MS);
        return;
      }
      fitting.sort(
        (a, b) =>
          rooms.of(a.metadata.name).pods - rooms.of(b.metadata.name).pods,
      );
      const node = fitting[0].metadata.name;
      const bound = store.put(resource.key, {
        ...pod,
        spec: { ...pod.spec, nodeName: node },
        status: {
          ...pod.status,
          conditions: withCondition(
            pod.status?.conditions?.filter(
              (c: any) => c.type !== 'PodScheduled',
            ),
            { type: 'PodScheduled', status: 'True' },
            now,
          ),
        },
      });
      rooms.place(bound);
      events.record(
        pod,
        'Normal',
        'Scheduled',
        `Successfully assigned ${name} to ${node}`,
        'default-scheduler',
      );
    },
  };
}

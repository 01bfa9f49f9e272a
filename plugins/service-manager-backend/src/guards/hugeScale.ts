import {
  formatBytes,
  formatCores,
  podResources,
  replicaCounts,
} from '../workloads';
import { perWorkload, replicasAfter } from './subjects';
import type { GuardRule } from './types';

const MANY = 50;
const FACTOR = 10;

/** Far more pods than now: perhaps a digit too many. */
export const hugeScale: GuardRule = input =>
  input.verb === 'scale'
    ? perWorkload(input.snapshots, snapshot => {
        const now = replicaCounts(snapshot.workload)?.desired ?? 0;
        const after = replicasAfter(input, snapshot) ?? 0;
        const huge = after > MANY ? after > now : after > now * FACTOR;
        if (!huge || after <= FACTOR) return undefined;
        const { cpu, memory } = podResources(
          snapshot.workload.spec.template,
          'requests',
        );
        const asks = [
          cpu === undefined ? '' : `${formatCores(cpu * after)} CPU`,
          memory === undefined ? '' : `${formatBytes(memory * after)} memory`,
        ].filter(Boolean);
        return {
          code: 'huge-scale',
          severity: 'info',
          title: names =>
            `${after} pods of ${names} is a lot more than ${now}.`,
          detail: asks.length
            ? `Together they request ${asks.join(' and ')}.`
            : 'They request nothing, so the nodes may be overcommitted.',
        };
      })
    : [];

import type { PodFacts, PodFamily, PodFinding } from '../types';
import { crashFamily, initFamily, restartFamily } from './crash';
import { failedFamily } from './finished';
import { nodeFamily } from './node';
import { gateFamily, probeFamily } from './probes';
import { schedulingFamily } from './scheduling';
import { startingFamily } from './starting';
import { terminatingFamily } from './terminating';
import { volumeFamily } from './volumes';
import { waitingFamily } from './waiting';

/** The first that finds something explains the pod: most telling first. */
const families: PodFamily[] = [
  terminatingFamily,
  nodeFamily,
  failedFamily,
  schedulingFamily,
  waitingFamily,
  crashFamily,
  initFamily,
  volumeFamily,
  probeFamily,
  gateFamily,
  restartFamily,
  startingFamily,
];

/** Most pods, most of the time: no family needs to look. */
function isWell({ ready, terminating, finished, pod, containers }: PodFacts) {
  return (
    ready &&
    !terminating &&
    !finished &&
    !pod.status?.reason &&
    containers.every(
      ({ role, status }) =>
        role === 'init' ||
        (status?.state?.running && !status.lastState?.terminated),
    )
  );
}

/** What is the matter with a pod; undefined when nothing is. */
export function findInPod(facts: PodFacts): PodFinding | undefined {
  if (isWell(facts)) return undefined;
  for (const family of families) {
    const finding = family(facts);
    if (finding) return finding;
  }
  return undefined;
}

import type { Target, WorkloadChange } from '../workloads/types';

export type MatchesTarget = (target: Target, change: WorkloadChange) => boolean;

/**
 * Finds the services that a changed workload belongs to without asking each
 * of them: most selectors name a label and its value.
 */
export class TargetIndex {
  readonly #matches: MatchesTarget;
  readonly #targets = new Map<string, Target>();
  readonly #byLabel = new Map<string, Set<string>>();
  readonly #unlabelled = new Set<string>();
  /** Whose a workload was when it last changed; its labels may have moved. */
  readonly #lastOwners = new Map<string, string[]>();

  static create(options: { matchesTarget: MatchesTarget }): TargetIndex {
    return new TargetIndex(options.matchesTarget);
  }

  private constructor(matches: MatchesTarget) {
    this.#matches = matches;
  }

  set(target: Target): void {
    this.delete(target.entityRef);
    this.#targets.set(target.entityRef, target);
    const label = labelOf(target);
    if (!label) {
      this.#unlabelled.add(target.entityRef);
      return;
    }
    const sharing = this.#byLabel.get(label) ?? new Set();
    this.#byLabel.set(label, sharing.add(target.entityRef));
  }

  delete(entityRef: string): void {
    const target = this.#targets.get(entityRef);
    if (!target) return;
    this.#targets.delete(entityRef);
    this.#unlabelled.delete(entityRef);
    const label = labelOf(target);
    if (!label) return;
    const sharing = this.#byLabel.get(label);
    sharing?.delete(entityRef);
    if (sharing?.size === 0) this.#byLabel.delete(label);
  }

  /** Entity refs of the services that the changes touch. */
  affected(changes: WorkloadChange[]): Set<string> {
    const result = new Set<string>();
    for (const change of changes) {
      const owners = this.#ownersOf(change);
      const key = [
        change.cluster,
        change.namespace,
        change.kind,
        change.name,
      ].join('/');
      for (const owner of this.#lastOwners.get(key) ?? []) result.add(owner);
      for (const owner of owners) result.add(owner);
      if (owners.length) this.#lastOwners.set(key, owners);
      else this.#lastOwners.delete(key);
    }
    return result;
  }

  #ownersOf(change: WorkloadChange): string[] {
    const candidates = new Set(this.#unlabelled);
    for (const [name, value] of Object.entries(change.labels)) {
      for (const ref of this.#byLabel.get(`${name}=${value}`) ?? []) {
        candidates.add(ref);
      }
    }
    return [...candidates].filter(ref =>
      this.#matches(this.#targets.get(ref)!, change),
    );
  }
}

function labelOf(target: Target): string | undefined {
  const [first] = Object.entries(target.selector.matchLabels ?? {});
  return first && `${first[0]}=${first[1]}`;
}

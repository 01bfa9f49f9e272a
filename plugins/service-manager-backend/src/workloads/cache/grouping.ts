/**
 * Many small groups of objects by a key. Most groups have one member, which is
 * then kept without an array around it.
 */
export class Grouping<T extends { metadata: { uid: string } }> {
  private readonly groups = new Map<string, T | T[]>();

  get(key: string | undefined): T[] {
    const group = key === undefined ? undefined : this.groups.get(key);
    if (group === undefined) {
      return [];
    }
    return Array.isArray(group) ? group.slice() : [group];
  }

  /** How many, without making a copy. */
  size(key: string): number {
    const group = this.groups.get(key);
    return Array.isArray(group) ? group.length : Number(group !== undefined);
  }

  get isEmpty(): boolean {
    return this.groups.size === 0;
  }

  /** Adds, or takes the place of an earlier version with the same uid. */
  put(key: string, item: T): void {
    const group = this.groups.get(key);
    if (group === undefined) {
      this.groups.set(key, item);
      return;
    }
    const { uid } = item.metadata;
    if (!Array.isArray(group)) {
      this.groups.set(key, group.metadata.uid === uid ? item : [group, item]);
      return;
    }
    const at = group.findIndex(other => other.metadata.uid === uid);
    if (at === -1) {
      // push() would make room for sixteen more.
      this.groups.set(key, [...group, item]);
    } else {
      group[at] = item;
    }
  }

  remove(key: string, uid: string): void {
    const group = this.groups.get(key);
    if (group === undefined) {
      return;
    }
    const rest = (Array.isArray(group) ? group : [group]).filter(
      other => other.metadata.uid !== uid,
    );
    if (rest.length === 0) {
      this.groups.delete(key);
    } else {
      this.groups.set(key, rest.length === 1 ? rest[0] : rest);
    }
  }
}

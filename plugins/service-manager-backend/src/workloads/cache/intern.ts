import { createHash } from 'crypto';

class Generations {
  private young = new Map<string, unknown>();
  private old = new Map<string, unknown>();
  private readonly size: number;

  constructor(size: number) {
    this.size = size;
  }

  keep<T>(key: string, value: T): T {
    let found = this.young.get(key) as T | undefined;
    if (found !== undefined) {
      return found;
    }
    found = (this.old.get(key) as T | undefined) ?? value;
    if (this.young.size >= this.size) {
      this.old = this.young;
      this.young = new Map();
    }
    this.young.set(key, found);
    return found;
  }
}

/**
 * Keeps one copy of what is said many times: the pods of a ReplicaSet have the
 * same labels, owner and containers, and thousands of pods the same node names
 * and condition types. What it gives out has several users: never change it.
 *
 * What has not been asked for during two generations is forgotten, so that the
 * labels of old rollouts do not pile up; an object that still uses a forgotten
 * copy keeps it, and only later ones no longer share it.
 */
export class Interner {
  private readonly lasting: Generations;
  private readonly recent: Generations;

  constructor(options: { lasting?: number; recent?: number } = {}) {
    this.lasting = new Generations(options.lasting ?? 10_000);
    this.recent = new Generations(options.recent ?? 1_000);
  }

  string(value: string): string;
  string(value: string | undefined): string | undefined;
  string(value: string | undefined): string | undefined {
    return value === undefined ? undefined : this.lasting.keep(value, value);
  }

  object<T extends object>(value: T): T {
    return this.lasting.keep(digest(value), value);
  }

  /**
   * For what only neighbours share, because it carries a time: pods of one
   * rollout come one after the other. To remember all of them would cost more
   * than it saves.
   */
  recentString(value: string): string;
  recentString(value: string | undefined): string | undefined;
  recentString(value: string | undefined): string | undefined {
    return value === undefined ? undefined : this.recent.keep(value, value);
  }

  recentObject<T extends object>(value: T): T {
    return this.recent.keep(digest(value), value);
  }
}

/**
 * 128 bits as 16 characters, because the text of a pod's containers is larger
 * than they are. No text of the API looks like one.
 */
function digest(value: object): string {
  const bytes = createHash('sha256').update(JSON.stringify(value)).digest();
  return bytes.toString('latin1', 0, 16);
}

/**
 * Whether a part can run on this machine, and if not, why.
 *
 * @public
 */
export interface Availability {
  available: boolean;
  /** One sentence a person can act on. Always there, also when available. */
  reason: string;
}

/**
 * A part that runs, or one that somebody else runs and the environment names.
 *
 * @public
 */
export interface Endpoint {
  /** The part's name, as `yarn testbed list` shows it. */
  readonly part: string;
  /** Where it answers. */
  readonly url: string;
  /** True when the address came from the environment: then nothing here is started or stopped. */
  readonly external: boolean;
  /** What a person needs to use it, one line each. */
  describe(): string[];
  /** Stops every process of the part and removes its data. Safe to call twice. */
  stop(): Promise<void>;
}

/**
 * What every part understands when it starts.
 *
 * @public
 */
export interface StartOptions {
  /** Port of the part's main address. A free one when absent. */
  port?: number;
  /**
   * Folder for the data. Kept after the stop, and used again by the next start.
   * When absent: a new folder under the system's temporary one, removed at the stop.
   */
  dataDir?: string;
}

/**
 * One real component. A new component is one more file that exports one of these.
 *
 * @public
 */
export interface Part<
  O extends StartOptions = StartOptions,
  E extends Endpoint = Endpoint,
> {
  readonly name: string;
  /** What it is, in one line. */
  readonly about: string;
  /** The environment variable that replaces the part by an address. */
  readonly environmentVariable: string;
  /** Looks only at files and variables, so that a test file can ask while it is read. */
  available(): Availability;
  /** Builds what is missing. Absent when there is nothing to build. */
  build?(): Promise<void>;
  start(options?: O): Promise<E>;
}

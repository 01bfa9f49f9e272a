export interface OperationsSettings {
  /** Refuse operations without a reason. */
  reasonRequired: boolean;
  /** After how long of silence another backend takes an operation over. */
  leaseMs: number;
  /** How long an operation waits for the cluster to show the result. */
  followDeadlineMs: number;
  /**
   * How long a success is watched for a late revert: Flux reverts at its next
   * interval, Argo CD without self-heal about every three minutes.
   */
  watchAfterSuccessMs: number;
  /** The timer behind the watch. */
  tickMs: number;
}

export const defaultSettings: OperationsSettings = {
  reasonRequired: false,
  leaseMs: 30_000,
  followDeadlineMs: 20 * 60_000,
  watchAfterSuccessMs: 10 * 60_000,
  tickMs: 5_000,
};

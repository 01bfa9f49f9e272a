/** The names under `service-manager` in the configuration. */
export type UpstreamKind = 'loki' | 'prometheus' | 'alertmanager';

/** A Loki, Prometheus or Alertmanager of the configuration. */
export interface Upstream {
  kind: UpstreamKind;
  /** How people call it: of the configuration, else its host. */
  name: string;
  /** Without a slash at the end. */
  url: string;
  /** The clusters that it knows; absent: every cluster. */
  clusters?: string[];
  /**
   * The label that tells clusters apart, where one upstream holds several. Its
   * value is the name of the cluster, or what `clusterValues` says.
   */
  clusterLabel?: string;
  clusterValues: Record<string, string>;
  /** Tenant, credentials. Never logged, never answered. */
  headers: Record<string, string>;
  /** How the labels of a pod are called there. */
  labels: { namespace: string; pod: string; container: string };
  timeoutMs: number;
}

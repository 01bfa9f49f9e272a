import { Endpoint, StartOptions } from '../part';
import { OutageControl, WaitOptions } from '../process';
import { AuditEvent } from './audit';
import { PodFailure } from './failures';
import { KubeClient } from './KubeClient';
import { Kubeconfig } from './kubeconfig';
import { KubectlOptions } from './kubectl';
import { KubeManifest, Person } from './people';
import { PodLog } from './podLogs';
import { PodStages } from './stages';

/** How to start a control plane. @public */
export interface KubernetesOptions extends StartOptions {
  /** Name of the cluster in the kubeconfig; `testbed` when absent. */
  name?: string;
  /** How many nodes; 3 when absent. */
  nodes?: number;
  /** `fast` when absent. */
  podStages?: PodStages;
  /** Where pod IPs come from; `10.0.0.0/24` when absent. */
  podCidr?: string;
  /** More people than the default ones. One with a default name replaces it. */
  people?: Person[];
  /** Whether `portal` may impersonate users and groups; true when absent. */
  impersonate?: boolean;
  /** The one namespace of the person `narrow`; `team-a` when absent. Created. */
  narrowNamespace?: string;
  /** Whether a pod can have a log of its own (`ownPodLog`); false when absent. */
  ownPodLogs?: boolean;
  /** More flags for the API server, as on its command line. */
  apiServerFlags?: string[];
}

/** A control plane that runs. @public */
export interface KubernetesEndpoint extends Endpoint {
  /** PEM of the authority behind the API server's certificate. Absent when the kubeconfig came from outside without one. */
  readonly ca: string | undefined;
  /** File with one context a person. The current one is `admin`. */
  readonly kubeconfigPath: string;
  /** What that file holds. */
  readonly kubeconfig: Kubeconfig;
  /** The bearer token of each person. */
  readonly tokens: Readonly<Record<string, string>>;
  /** The namespace in which alone `narrow` has rights. */
  readonly narrowNamespace: string;
  /** A client as `admin`. */
  readonly client: KubeClient;
  /** The API server's audit log: reads as metadata, writes with bodies. Absent for an external cluster. */
  readonly auditLogPath: string | undefined;
  /** Process ids of everything that was started. */
  readonly pids: number[];
  readonly control: OutageControl;
  /** A kubeconfig in which one person is the current one. */
  kubeconfigFor(person: string): Promise<{ path: string; object: Kubeconfig }>;
  /** The real kubectl: `kubectl(['get', 'pods'])`. */
  kubectl(args: string[], options?: KubectlOptions): Promise<string>;
  /** Server-side apply, in the given order; objects, or YAML with one or more documents. */
  apply(
    objects: KubeManifest[] | KubeManifest | string,
    options?: { as?: string },
  ): Promise<KubeManifest[]>;
  /** Looks until the check gives something truthy. */
  waitFor<T>(
    what: string,
    check: () => Promise<T> | T,
    options?: WaitOptions,
  ): Promise<Exclude<T, false | undefined | null | 0 | ''>>;
  /** Waits until the API server shows all replicas of a Deployment or StatefulSet as ready. */
  waitForReady(
    kind: 'deployments' | 'statefulsets',
    namespace: string,
    name: string,
    options?: WaitOptions,
  ): Promise<KubeManifest>;
  /** Makes a running pod suffer, or heals it with `none`. */
  failPod(
    namespace: string,
    name: string,
    failure: PodFailure | 'none',
    options?: { container?: string },
  ): Promise<void>;
  /** Writes a line that `kubectl logs` of every pod shows, with the time it was written. */
  writePodLog(
    line: string,
    options?: { previous?: boolean; time?: Date },
  ): void;
  /** Whether it was started with `ownPodLogs`. */
  readonly ownPodLogs: boolean;
  /** A log that only this pod shows, in place of the one that all show. The pod must run. */
  ownPodLog(namespace: string, name: string): Promise<PodLog>;
  /** The audit log so far. */
  audit(): AuditEvent[];
}

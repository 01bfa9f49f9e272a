import type { HumanDuration } from '@backstage/types';

/** A Loki, Prometheus or Alertmanager that the backend asks. */
interface Upstream {
  /** @visibility backend */
  url: string;
  /**
   * How people call it. Default: its host.
   * @visibility backend
   */
  name?: string;
  /**
   * The clusters that it knows. Default: every cluster.
   * @visibility backend
   */
  clusters?: string[];
  /**
   * The label that tells clusters apart where it holds several; its value is
   * the name of the cluster unless `clusterValues` says another.
   * @visibility backend
   */
  clusterLabel?: string;
  /** @visibility backend */
  clusterValues?: { [cluster: string]: string };
  /**
   * Sent as `X-Scope-OrgID`.
   * @visibility backend
   */
  tenant?: string;
  /** @visibility secret */
  token?: string;
  basicAuth?: {
    /** @visibility backend */
    username: string;
    /** @visibility secret */
    password: string;
  };
  /** How the labels of a pod are called there. */
  labels?: {
    /**
     * Default: namespace.
     * @visibility backend
     */
    namespace?: string;
    /**
     * Default: pod.
     * @visibility backend
     */
    pod?: string;
    /**
     * Default: container.
     * @visibility backend
     */
    container?: string;
  };
  /**
   * How long an answer may take. Default: 30.
   * @visibility backend
   */
  timeoutSeconds?: number;
}

/** A Prometheus, and what has to be known to ask it well. */
interface Prometheus extends Upstream {
  /**
   * How often it scrapes pods. Default: 30.
   * @visibility backend
   */
  scrapeSeconds?: number;
  /** How services count their requests; Istio's names are known. */
  names?: {
    /**
     * A counter. Default: http_requests_total.
     * @visibility backend
     */
    requests?: string;
    /**
     * A histogram in seconds, classic or native, without `_bucket`. Default:
     * http_request_duration_seconds.
     * @visibility backend
     */
    duration?: string;
    /**
     * Labels that hold the HTTP status; a series has one of them. Default:
     * status, code, status_code.
     * @visibility backend
     */
    status?: string[];
  };
}

export interface Config {
  'service-manager'?: {
    /**
     * Where lines are read from. Default: the pods themselves.
     */
    loki?: Upstream | Upstream[];
    /**
     * Where metrics and alerts are read from. Default: the metrics API of the
     * clusters.
     */
    prometheus?: Prometheus | Prometheus[];
    /** Where alerts are silenced. */
    alertmanager?: Upstream | Upstream[];

    limits?: {
      /**
       * How many changes (operations, undos, cancels) one caller may ask for
       * in a minute, whatever the number of replicas. Default: 60.
       * @visibility backend
       */
      writesPerMinute?: number;
      /**
       * How many previews one caller may ask one replica for in a minute.
       * Default: 240.
       * @visibility backend
       */
      previewsPerMinute?: number;
      /**
       * How many queries of one's own (LogQL, PromQL) one caller may ask one
       * replica in a minute; what an open page asks again counts too.
       * Default: 120.
       * @visibility backend
       */
      queriesPerMinute?: number;
    };

    /** How long records are kept; older ones are deleted once an hour. */
    retention?: {
      /**
       * Ended operations. At least one day. Default: 400 days.
       * @visibility backend
       */
      operations?: HumanDuration | string;
      /**
       * Idempotency keys: a request repeated later acts again. At least one
       * hour. Default: 24 hours.
       * @visibility backend
       */
      idempotencyKeys?: HumanDuration | string;
      /**
       * Ended incidents and silences. At least one day. Default: 400 days.
       * @visibility backend
       */
      incidents?: HumanDuration | string;
    };

    operations?: {
      /**
       * Whether every change needs a reason. Default: false.
       * @visibility backend
       */
      reasonRequired?: boolean;
      /**
       * How long an operation waits for the cluster to show the result before
       * it fails. Default: 20 minutes.
       * @visibility backend
       */
      deadline?: HumanDuration | string;
      /**
       * How long a success is watched for someone who changes it back. It is
       * over meanwhile, and holds up nothing. Default: 10 minutes.
       * @visibility backend
       */
      watchAfterSuccess?: HumanDuration | string;
    };

    /** What services are watched for without Prometheus. */
    alerts?: {
      /**
       * Whether this backend evaluates rules and tells owners. Default: true.
       * @visibility backend
       */
      enabled?: boolean;
      /**
       * How often every service is looked at. Default: 15 seconds.
       * @visibility backend
       */
      interval?: HumanDuration | string;
      /**
       * For how long it must be well before an alert is over, so that what
       * flaps is one incident. Default: 1 minute.
       * @visibility backend
       */
      resolveAfter?: HumanDuration | string;
      /** Failed, without a ready pod, or stopped without anybody having stopped it. */
      down?: {
        /**
         * Default: true.
         * @visibility backend
         */
        enabled?: boolean;
        /**
         * Default: 5 minutes.
         * @visibility backend
         */
        after?: HumanDuration | string;
      };
      /** Three restarts within 15 minutes. */
      restartLoop?: {
        /**
         * Default: true.
         * @visibility backend
         */
        enabled?: boolean;
      };
      prometheusRule?: {
        /**
         * Labels on the generated PrometheusRule, by which a Prometheus picks
         * it (`ruleSelector`). Default: none.
         * @visibility backend
         */
        labels?: { [name: string]: string };
      };
    };

    argocd?: {
      /**
       * The label by which Argo CD tracks its objects, where it does not use
       * its tracking annotation. Default: only the annotation counts.
       * @visibility backend
       */
      instanceLabel?: string;
      /**
       * Namespaces of Applications whose tracking id names none. They are read
       * for a preview, to say what Argo CD will do. Default: argocd.
       * @visibility backend
       */
      namespaces?: string[];
      /**
       * The cluster of Argo CD, where one of its own deploys to the others.
       * Default: the cluster of the workload.
       * @visibility backend
       */
      cluster?: string;
    };

    metrics?: {
      /**
       * Whether `/api/service-manager/metrics` answers without a token.
       * Default: false.
       * @visibility backend
       */
      unauthenticated?: boolean;
    };

    health?: {
      /**
       * Whether `/api/service-manager/health`, which names the clusters,
       * answers without a token. Default: false.
       * @visibility backend
       */
      unauthenticated?: boolean;
    };
  };
}

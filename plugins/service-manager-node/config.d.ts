export interface Config {
  'service-manager'?: {
    /**
     * Clusters from a kubeconfig, with whatever way of getting a credential it
     * names (exec plugins of EKS, GKE and AKS included). Absent: no kubeconfig
     * is read, not even the one kubectl would use.
     */
    kubeconfig?: {
      /**
       * The file. Default: what kubectl reads, `$KUBECONFIG` or
       * `~/.kube/config`.
       * @visibility backend
       */
      path?: string;
      /**
       * The contexts; each becomes a cluster of that name. Default: the
       * current context of the file.
       * @visibility backend
       */
      contexts?: string[];
    };

    /**
     * Whether to manage the cluster that the portal runs in, with the service
     * account of its own pod. It is then called `in-cluster`.
     * @visibility backend
     */
    inCluster?: boolean;

    /** Options of single clusters, by name. */
    clusters?: {
      [name: string]: {
        /**
         * Whether writes carry `Impersonate-User` and `Impersonate-Group` of
         * the person, so that the cluster's own RBAC and audit log see them.
         * The portal's account needs the right to impersonate.
         * @visibility backend
         */
        impersonate?: boolean;
        /**
         * Namespaces to watch one by one, for an account that may not list
         * the whole cluster.
         * @visibility backend
         */
        namespaces?: string[];
      };
    };
  };
}

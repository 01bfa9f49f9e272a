import { isDeepStrictEqual } from 'util';
import {
  errorCodes,
  FIELD_MANAGER,
  PrometheusRuleOffer,
} from '@vtasker/backstage-plugin-service-manager-common';
import {
  Cluster,
  ClustersService,
  KubernetesError,
  KubernetesRequest,
} from '@vtasker/backstage-plugin-service-manager-node';
import { stringify } from 'yaml';
import { ServiceManagerError } from '../errors';
import type { WorkloadReader } from '../workloads';
import {
  prometheusRule,
  PrometheusRuleObject,
  RuleNumbers,
} from './pure/prometheusRule';
import type { AlertSubject } from './types';

export interface PrometheusRulesOptions {
  clusters: ClustersService;
  workloads: Pick<WorkloadReader, 'select'>;
  /** By which a Prometheus picks the object. */
  labels: Record<string, string>;
}

/** In whose name it is written, for clusters that impersonate. */
type OnBehalfOf = KubernetesRequest['onBehalfOf'];

interface Offer {
  cluster: string;
  object: PrometheusRuleObject;
  state: PrometheusRuleOffer['state'];
  live?: PrometheusRuleObject;
  problem?: string;
}

const GROUP = '/apis/monitoring.coreos.com/v1';

/** The `PrometheusRule` objects of services: shown, compared, applied. */
export class PrometheusRules {
  readonly #options: PrometheusRulesOptions;

  constructor(options: PrometheusRulesOptions) {
    this.#options = options;
  }

  /** Beside what the clusters have. Never rejects for a cluster's sake. */
  async list(
    subject: AlertSubject,
    numbers: RuleNumbers,
  ): Promise<PrometheusRuleOffer[]> {
    return (await this.#offers(subject, numbers)).map(view);
  }

  /**
   * Applies what is absent or different. All are tried by the clusters before
   * the first is written.
   *
   * @throws ServiceManagerError
   */
  async apply(
    subject: AlertSubject,
    numbers: RuleNumbers,
    onBehalfOf: OnBehalfOf,
  ): Promise<PrometheusRuleOffer[]> {
    const offers = await this.#offers(subject, numbers);
    if (!offers.length) {
      throw new ServiceManagerError(
        422,
        errorCodes.noWorkloads,
        'The service shows no workloads to write a rule for.',
        { nextStep: 'See its Service tab for the reason.' },
      );
    }
    const unknown = offers.find(({ state }) => state === 'unknown');
    if (unknown) {
      throw new ServiceManagerError(
        503,
        errorCodes.clusterUnavailable,
        `What ${unknown.cluster} has is not known: ${unknown.problem}`,
        {
          nextStep: 'Try again; the fleet page shows the state of the cluster.',
          retryAfterSeconds: 10,
        },
      );
    }
    if (offers.every(({ state }) => state === 'unsupported')) {
      const names = [...new Set(offers.map(({ cluster }) => cluster))];
      throw new ServiceManagerError(
        422,
        errorCodes.clusterRejected,
        `${names.join(', ')} ${
          names.length === 1 ? 'does' : 'do'
        } not know PrometheusRule.`,
        {
          nextStep:
            'Download the rules for your Prometheus, or have the Prometheus operator installed.',
        },
      );
    }
    const due = offers.filter(
      ({ state }) => state === 'absent' || state === 'different',
    );
    for (const offer of due) await this.#send(offer, onBehalfOf, true);
    for (const offer of due) await this.#send(offer, onBehalfOf, false);
    return this.list(subject, numbers);
  }

  async #offers(subject: AlertSubject, numbers: RuleNumbers): Promise<Offer[]> {
    const { workloads, labels } = this.#options;
    const { target } = subject.target;
    const snapshots = target ? workloads.select(target) : [];
    const clusters = [...new Set(snapshots.map(({ cluster }) => cluster))];
    return Promise.all(
      clusters.flatMap(cluster => {
        const here = snapshots.filter(one => one.cluster === cluster);
        const namespaces = new Set(
          here.map(({ workload }) => workload.metadata.namespace),
        );
        return [...namespaces].flatMap(namespace => {
          const object = prometheusRule(subject, namespace, here, {
            numbers,
            labels,
          });
          return object ? [this.#compare(cluster, object)] : [];
        });
      }),
    );
  }

  async #compare(name: string, object: PrometheusRuleObject): Promise<Offer> {
    const offer = { cluster: name, object };
    const cluster = this.#options.clusters.get(name);
    if (!cluster) {
      return { ...offer, state: 'unknown', problem: 'It is not configured.' };
    }
    try {
      const live = await read(cluster, pathOf(object));
      if (live) {
        const state = holds(live, object) ? 'same' : 'different';
        return { ...offer, state, live };
      }
      return {
        ...offer,
        state: (await serves(cluster)) ? 'absent' : 'unsupported',
      };
    } catch (error) {
      if (!(error instanceof KubernetesError)) throw error;
      return { ...offer, state: 'unknown', problem: error.message };
    }
  }

  async #send(
    { cluster, object }: Offer,
    onBehalfOf: OnBehalfOf,
    dryRun: boolean,
  ): Promise<void> {
    try {
      await this.#options.clusters.get(cluster)!.request({
        method: 'PATCH',
        path: pathOf(object),
        patchType: 'application/apply-patch+yaml',
        query: {
          fieldManager: FIELD_MANAGER,
          fieldValidation: 'Strict',
          ...(dryRun && { dryRun: 'All' }),
        },
        body: object,
        onBehalfOf,
      });
    } catch (error) {
      if (!(error instanceof KubernetesError) || error.status !== 409) {
        throw error;
      }
      // Taking the fields over would start a fight with who applies them.
      throw new ServiceManagerError(
        409,
        errorCodes.clusterRejected,
        `Somebody else keeps this object in ${cluster}: ${error.message}`,
        {
          field: error.causes[0]?.field,
          nextStep:
            'Change it where it is kept, or delete it there and apply again.',
          cause: error,
        },
      );
    }
  }
}

function pathOf({ metadata }: PrometheusRuleObject): string {
  return `${GROUP}/namespaces/${encodeURIComponent(
    metadata.namespace,
  )}/prometheusrules/${encodeURIComponent(metadata.name)}`;
}

async function read(cluster: Cluster, path: string): Promise<any | undefined> {
  try {
    return await cluster.request({ method: 'GET', path });
  } catch (error) {
    if (error instanceof KubernetesError && error.status === 404) {
      return undefined;
    }
    throw error;
  }
}

async function serves(cluster: Cluster): Promise<boolean> {
  const group = await read(cluster, GROUP);
  return Boolean(
    group?.resources?.some(({ name }: any) => name === 'prometheusrules'),
  );
}

/** What others add to labels and annotations is theirs. */
function holds(live: PrometheusRuleObject, ours: PrometheusRuleObject) {
  const within = (all: object | undefined, some: object) =>
    Object.entries(some).every(
      ([name, value]) => (all as any)?.[name] === value,
    );
  return (
    isDeepStrictEqual(live.spec, JSON.parse(JSON.stringify(ours.spec))) &&
    within(live.metadata.labels, ours.metadata.labels) &&
    within(live.metadata.annotations, ours.metadata.annotations)
  );
}

function view({ cluster, object, state, live, problem }: Offer) {
  const { namespace, name } = object.metadata;
  return {
    cluster,
    namespace,
    name,
    yaml: yamlOf(object),
    state,
    ...(state === 'different' && live && { liveYaml: yamlOf(trimmed(live)) }),
    ...(problem && { problem }),
  };
}

/** Without what the API server adds, so that it can be laid beside ours. */
function trimmed(live: PrometheusRuleObject): PrometheusRuleObject {
  const { apiVersion, kind, metadata, spec } = live;
  const { name, namespace, labels = {}, annotations = {} } = metadata;
  return {
    apiVersion,
    kind,
    metadata: { name, namespace, labels, annotations },
    spec,
  };
}

function yamlOf(object: PrometheusRuleObject): string {
  return stringify(object, { lineWidth: 0 });
}

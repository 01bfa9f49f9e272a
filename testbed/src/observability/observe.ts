import { runDummyPods, isDummyImage } from '../dummyService';
import { exampleLogScripts, exampleRules } from '../examples';
import {
  installCustomResources,
  KubernetesEndpoint,
  PROMETHEUS_RULES,
} from '../kubernetes';
import { startPodExporter } from '../prometheus';
import { exportedPodOf } from './podSeries';
import { followRules } from './followRules';
import { followState } from './followState';
import { ObservingParts } from './parts';
import { runScriptedPods } from './scriptedPods';

/** What lives in the clusters, and what is told of it. */
export interface ObserveOptions {
  clusters: Record<string, KubernetesEndpoint>;
  parts: ObservingParts;
  /** Requests in a second to each pod of the example service; 5 when absent. */
  load?: number;
  say?: (text: string) => void;
}

/** The life in the clusters. */
export interface Observing {
  /** Waits until a process stands behind every pod of the example service. */
  settled(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Brings the example fleets on real control planes to life: processes of the example service under load, lines of all other
 * containers, series of all pods, and the rules of `PrometheusRule` objects, as far as there are parts that take them.
 */
export async function observe({
  clusters,
  parts,
  load = 5,
  say = () => {},
}: ObserveOptions): Promise<Observing> {
  const { loki } = parts;
  const each = await Promise.all(
    Object.entries(clusters).map(async ([name, cluster]) => {
      await installCustomResources(cluster, [PROMETHEUS_RULES]);
      const rules = exampleRules(name);
      if (rules.length) {
        await cluster.apply(rules);
      }
      const prometheus = parts.prometheus[name];
      const ours = prometheus && !prometheus.external;
      if (prometheus?.external) {
        say(
          `The Prometheus of ${name} is not the testbed's: nothing here tells it what to scrape`,
        );
      }
      const exporter = ours ? await startPodExporter() : undefined;
      const state = exporter && followState(cluster, exporter);
      const dummies = await runDummyPods({
        cluster,
        clusterLabel: name,
        loki,
        prometheus: ours ? prometheus : undefined,
        exporter,
        load,
        others: exportedPodOf,
      });
      const scripted = runScriptedPods({
        cluster,
        clusterLabel: name,
        loki,
        scripts: exampleLogScripts(),
        except: isDummyImage,
      });
      const following = ours
        ? followRules(cluster, prometheus, say)
        : undefined;
      return {
        settled: () => dummies.settled({ timeoutMillis: 120_000 }),
        stop: async () => {
          await Promise.all([
            dummies.stop(),
            scripted.stop(),
            following?.stop(),
            state?.stop(),
          ]);
          await exporter?.stop();
        },
      };
    }),
  );
  return {
    settled: async () => {
      await Promise.all(each.map(one => one.settled()));
    },
    stop: async () => {
      await Promise.all(each.map(one => one.stop()));
    },
  };
}

import { KubernetesEndpoint, PROMETHEUS_RULES } from '../kubernetes';
import { lookAgain } from '../process';
import { PrometheusEndpoint, RuleGroup } from '../prometheus';
import { trackEndpoint } from '../running';

const INTERVAL_MILLIS = 1_000;
const PATH = `/apis/${PROMETHEUS_RULES.group}/${PROMETHEUS_RULES.version}/${PROMETHEUS_RULES.plural}`;

/** A group's name is unique in a file of rules, not among the objects that it comes from. */
function groupsOf(object: any): RuleGroup[] {
  const { namespace, name } = object.metadata;
  return (object.spec?.groups ?? []).map((group: any) => ({
    name: `${namespace}/${name}/${group.name}`,
    ...(group.interval ? { interval: group.interval } : {}),
    rules: group.rules ?? [],
  }));
}

/**
 * Does what the Prometheus operator does with `PrometheusRule` objects: gives their rules to the Prometheus of their
 * cluster. An object that Prometheus refuses is left out, and the others hold.
 *
 * @param say - Told, once, what is refused and why.
 */
export function followRules(
  cluster: KubernetesEndpoint,
  prometheus: PrometheusEndpoint,
  say: (text: string) => void,
): { stop(): Promise<void> } {
  let shown = '';

  async function look(): Promise<void> {
    const { items } = await cluster.client.request('GET', PATH);
    const now = JSON.stringify(
      items.map((one: any) => [one.metadata.uid, one.spec]),
    );
    if (now === shown) {
      return;
    }
    try {
      await prometheus.setRules(items.flatMap(groupsOf));
    } catch {
      let taken: RuleGroup[] = [];
      await prometheus.setRules(taken);
      for (const object of items) {
        const more = [...taken, ...groupsOf(object)];
        try {
          await prometheus.setRules(more);
          taken = more;
        } catch (error) {
          const { namespace, name } = object.metadata;
          say(
            `The PrometheusRule ${namespace}/${name} is left out: ${
              (error as Error).message
            }`,
          );
        }
      }
    }
    shown = now;
  }

  const stop = lookAgain(look, INTERVAL_MILLIS);
  trackEndpoint({
    part: 'rules',
    url: '',
    external: false,
    describe: () => [],
    stop,
  });
  return { stop };
}

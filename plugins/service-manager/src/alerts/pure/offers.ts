import type { PrometheusRuleOffer } from '@vtasker/backstage-plugin-service-manager-common';

const isPossible = ({ state }: PrometheusRuleOffer) =>
  state === 'absent' || state === 'different';

/** What applying does in each cluster, in sentences. */
export function sayApply(offers: PrometheusRuleOffer[]): string {
  const of = (wanted: PrometheusRuleOffer['state']) =>
    // A cluster may hold it in several namespaces.
    [
      ...new Set(
        offers
          .filter(({ state }) => state === wanted)
          .map(({ cluster }) => cluster),
      ),
    ].join(', ');
  const [made, changed, same] = [of('absent'), of('different'), of('same')];
  const [unsupported, unknown] = [of('unsupported'), of('unknown')];
  return [
    made && `It is created in ${made}.`,
    changed &&
      `In ${changed} it becomes what is shown, unless somebody else keeps what differs.`,
    same && `In ${same} it is there already.`,
    unsupported &&
      `${unsupported} does not know the kind PrometheusRule and is left alone.`,
    unknown && `Of ${unknown} it is not known what is there.`,
  ]
    .filter(Boolean)
    .join(' ');
}

/** Why applying does nothing now; absent: it does something. */
export function whyNotApply(offers: PrometheusRuleOffer[]): string | undefined {
  if (offers.length === 0) return 'There is nothing to watch.';
  const states = new Set(offers.map(({ state }) => state));
  if (states.has('unknown')) {
    return 'It is not known what is in every cluster: see above.';
  }
  if (offers.some(isPossible)) return undefined;
  if (states.has('same')) return 'It is there already, as shown.';
  return 'No cluster of the service knows the kind PrometheusRule. Install the Prometheus Operator, or download the YAML.';
}

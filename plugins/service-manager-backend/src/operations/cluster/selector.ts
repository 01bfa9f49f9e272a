import type { Selector } from '../../workloads';

/** A label selector as the API's query takes it. */
export function selectorText(selector: Selector | undefined): string {
  const equal = Object.entries(selector?.matchLabels ?? {}).map(
    ([key, value]) => `${key}=${value}`,
  );
  const expressions = (selector?.matchExpressions ?? []).map(
    ({ key, operator, values = [] }) => {
      switch (operator) {
        case 'Exists':
          return key;
        case 'DoesNotExist':
          return `!${key}`;
        case 'NotIn':
          return `${key} notin (${values.join(',')})`;
        default:
          return `${key} in (${values.join(',')})`;
      }
    },
  );
  return [...equal, ...expressions].join(',');
}

import type { Selector } from '../objects';

/** Whether labels fulfil a selector, as the API server decides it. */
export function matchesSelector(
  selector: Selector,
  labels: Record<string, string> | undefined,
): boolean {
  const own = labels ?? {};
  for (const [key, value] of Object.entries(selector.matchLabels ?? {})) {
    if (valueOf(own, key) !== value) {
      return false;
    }
  }
  return (selector.matchExpressions ?? []).every(expression => {
    const value = valueOf(own, expression.key);
    switch (expression.operator) {
      case 'In':
        return value !== undefined && !!expression.values?.includes(value);
      case 'NotIn':
        // True also without the label: the API's meaning of `!=` and `notin`.
        return value === undefined || !expression.values?.includes(value);
      case 'Exists':
        return value !== undefined;
      case 'DoesNotExist':
        return value === undefined;
      case 'Gt':
        return isWhole(value) && BigInt(value) > limitOf(expression);
      case 'Lt':
        return isWhole(value) && BigInt(value) < limitOf(expression);
      default:
        return false;
    }
  });
}

/** Labels are a person's: `constructor` is a label like any other. */
function valueOf(labels: Record<string, string>, key: string) {
  return Object.hasOwn(labels, key) ? labels[key] : undefined;
}

function isWhole(value: string | undefined): value is string {
  return value !== undefined && /^-?\d+$/.test(value);
}

function limitOf(expression: { values?: string[] }): bigint {
  return BigInt((expression.values?.[0] ?? '0').replace(/^\+/, ''));
}

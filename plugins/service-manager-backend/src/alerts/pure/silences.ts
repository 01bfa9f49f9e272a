import type { Upstream } from '../../upstreams';
import type { SilenceMatcher } from '../types';
import { AlertScope, belongsTo, holds } from './alertScope';

/** Labels that another pod in the same place would have otherwise. */
const OF_ONE_POD = new Set([
  'pod',
  'pod_name',
  'pod_ip',
  'pod_uid',
  'uid',
  'instance',
  'container_id',
  'id',
  'host_ip',
  'node',
  'replicaset',
]);

/** The labels of an alert that a silence of every pod leaves out. */
export function replaceable(
  labels: Record<string, string>,
  upstream: Pick<Upstream, 'labels'>,
): string[] {
  return Object.keys(labels)
    .filter(name => OF_ONE_POD.has(name) || name === upstream.labels.pod)
    .sort();
}

/**
 * What a silence of an alert reaches: exactly its labels, or the same alert of
 * whichever pod of the service. Then what names one pod is left out; where that
 * was all that named the service, an expression for its pods takes the place,
 * so that a silence never reaches beyond.
 *
 * @returns undefined where nothing would keep it within the service
 */
export function silenceMatchers(
  labels: Record<string, string>,
  upstream: Pick<Upstream, 'labels'>,
  scopes: AlertScope[],
  covers: 'every-pod' | 'this-alert',
): SilenceMatcher[] | undefined {
  const left = covers === 'every-pod' ? replaceable(labels, upstream) : [];
  const exact = Object.entries(labels)
    .filter(([name]) => !left.includes(name))
    .map(([name, value]) => ({ name, value, isRegex: false, isEqual: true }));
  if (keepsWithin(scopes, exact)) return exact;
  for (const scope of scopes) {
    if (!belongsTo([scope])(labels)) continue;
    const named = scope
      .filter(({ label }) => left.includes(label))
      .map(({ label, operator, value }) => ({
        name: label,
        value,
        isRegex: operator === '=~',
        isEqual: true,
      }));
    const whole = [...exact, ...named];
    if (keepsWithin(scopes, whole)) return whole;
  }
  return undefined;
}

/** Whether a silence can never reach an alert that is not of the service. */
export function keepsWithin(
  scopes: AlertScope[],
  matchers: SilenceMatcher[],
): boolean {
  const positive = new Map(
    matchers
      .filter(({ isEqual = true }) => isEqual)
      .map(matcher => [matcher.name, matcher]),
  );
  return scopes.some(scope =>
    scope.every(matcher => {
      const given = positive.get(matcher.label);
      if (!given || given.value === '') return false;
      if (!given.isRegex) return holds(matcher, given.value);
      return (
        matcher.operator === '=~' &&
        alternatives(given.value).every(one => isWithin(one, matcher.value))
      );
    }),
  );
}

/** What Kubernetes generates at the end of a pod's name, as our expressions say it. */
const GENERATED = /\[bcdfghjklmnpqrstvwxz2456789\]\{5\}$/;

/**
 * Whether one alternative of an expression that was made here once is covered
 * by the one that would be made now: it stands in it, or it is a name (with a
 * generated end) that it matches. Anything else is not understood, and so not.
 */
function isWithin(one: string, now: string): boolean {
  if (alternatives(now).includes(one)) return true;
  const sample = one.replace(GENERATED, 'bbbbb');
  const name = sample.replace(/\\([^a-zA-Z0-9])/g, '$1');
  const isName = /^[a-z0-9.-]+$/.test(name) && !/[^\\]\.|^\./.test(sample);
  return isName && holds({ label: '', operator: '=~', value: now }, name);
}

/** Ours have no bar inside of an alternative. */
function alternatives(expression: string): string[] {
  return expression.split('|');
}

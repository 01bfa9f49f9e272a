import type { Entity } from '@backstage/catalog-model';
import * as fc from 'fast-check';
import { targetOf } from './targetOf';

function entity(annotations?: Record<string, string>): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: { name: 'web', annotations },
  };
}

const ID = 'backstage.io/kubernetes-id';
const NAMESPACE = 'backstage.io/kubernetes-namespace';
const SELECTOR = 'backstage.io/kubernetes-label-selector';
const CLUSTER = 'backstage.io/kubernetes-cluster';
const WORKLOAD = 'service-manager.io/workload';

describe('targetOf', () => {
  it('reads the id as the label that the Kubernetes plugin looks for', () => {
    expect(
      targetOf(entity({ [ID]: 'web', [NAMESPACE]: 'shop', [CLUSTER]: 'eu' })),
    ).toEqual({
      target: {
        entityRef: 'component:default/web',
        cluster: 'eu',
        namespace: 'shop',
        selector: { matchLabels: { [ID]: 'web' } },
        only: undefined,
      },
    });
  });

  it('takes the label selector before the id', () => {
    expect(
      targetOf(entity({ [ID]: 'web', [SELECTOR]: 'app=shop,tier in (a, b)' }))
        .target?.selector,
    ).toEqual({
      matchLabels: { app: 'shop' },
      matchExpressions: [{ key: 'tier', operator: 'In', values: ['a', 'b'] }],
    });
  });

  it('narrows to named workloads', () => {
    expect(
      targetOf(
        entity({
          [WORKLOAD]: 'deployment/web, CronJob/report',
          [NAMESPACE]: 'a',
        }),
      ).target,
    ).toMatchObject({
      selector: {},
      only: [
        { kind: 'Deployment', name: 'web' },
        { kind: 'CronJob', name: 'report' },
      ],
    });
  });

  it('shows what to paste when nothing is annotated', () => {
    for (const bare of [entity(), entity({ 'other.io/x': 'y' })]) {
      expect(targetOf(bare).problem).toMatchObject({
        code: 'no-annotation',
        snippet:
          'metadata:\n  annotations:\n    backstage.io/kubernetes-id: web\n',
      });
    }
  });

  it.each([
    [{ [ID]: '' }, ID, 'it is empty'],
    [{ [ID]: 'a b' }, ID, "'a b' is not a label value"],
    [{ [ID]: 'x'.repeat(64) }, ID, 'longer than 63'],
    [{ [SELECTOR]: '' }, SELECTOR, 'would name all'],
    [{ [SELECTOR]: `app=${'x'.repeat(64)}` }, SELECTOR, 'longer than 63'],
    [{ [SELECTOR]: 'app=a b=c' }, SELECTOR, "'b' is not expected"],
    [{ [SELECTOR]: 'app in a' }, SELECTOR, "'(' is missing"],
    [{ [SELECTOR]: 'app in (a' }, SELECTOR, "')' is missing"],
    [{ [SELECTOR]: 'app=a)' }, SELECTOR, "')' is not expected"],
    [{ [SELECTOR]: 'app=a,' }, SELECTOR, 'a label is expected at the end'],
    [{ [SELECTOR]: 'app like a' }, SELECTOR, "'like' after 'app'"],
    [{ [SELECTOR]: 'a/b/c=d' }, SELECTOR, 'not the name of a label'],
    [{ [SELECTOR]: 'n>x' }, SELECTOR, 'not a whole number'],
    [{ [ID]: 'web', [NAMESPACE]: 'Shop!' }, NAMESPACE, "'Shop!' is not"],
    [{ [ID]: 'web', [CLUSTER]: ' ' }, CLUSTER, 'it is empty'],
    [{ [WORKLOAD]: 'Deployment/web' }, WORKLOAD, 'every namespace'],
    [{ [ID]: 'a', [WORKLOAD]: 'Pod/web' }, WORKLOAD, "'Pod/web'"],
    [{ [ID]: 'a', [WORKLOAD]: 'Deployment' }, WORKLOAD, 'Kind/name'],
    [{ [ID]: 'a', [WORKLOAD]: 'Deployment/a/b' }, WORKLOAD, 'Kind/name'],
    [{ [ID]: 5 as any }, ID, 'not a text'],
  ])('names the annotation that is wrong: %j', (annotations, name, words) => {
    const { target, problem } = targetOf(entity(annotations));
    expect(target).toBeUndefined();
    expect(problem).toMatchObject({
      code: 'invalid-annotation',
      message: expect.stringContaining(name),
      nextStep: expect.stringContaining(name),
    });
    expect(problem!.message).toContain(words);
  });

  it('never throws, and never names all workloads, whatever is annotated', () => {
    const text = fc.oneof(
      fc.string(),
      fc.string({ unit: fc.constantFrom(...'ab=!<>(),/ in') }),
    );
    const annotations = fc.dictionary(
      fc.constantFrom(ID, NAMESPACE, SELECTOR, CLUSTER, WORKLOAD),
      text,
    );
    fc.assert(
      fc.property(annotations, given => {
        const { target, problem } = targetOf(entity(given));
        expect(Boolean(target)).toBe(!problem);
        // By labels, or by names in one namespace.
        expect(
          !target ||
            Object.keys(target.selector).length > 0 ||
            Boolean(target.only?.length && target.namespace),
        ).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });
});

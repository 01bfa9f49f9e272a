import fc from 'fast-check';
import {
  type AlertRuleDefinition,
  alertRuleDefinitionSchema,
} from '@vtasker/backstage-plugin-service-manager-common';
import { metricPanels } from './metricPanels';
import { fieldOf, newDraft, readDraft, toDraft } from './ruleDraft';

const base = {
  enabled: fc.boolean(),
  severity: fc.constantFrom('critical', 'warning', 'info'),
  forSeconds: fc.integer({ min: 0, max: 86_400 }),
};
const bound = fc.integer({ min: 1, max: 10_000 });
const definitions = fc.oneof(
  fc.record({ kind: fc.constant('down'), ...base }),
  fc.record({
    kind: fc.constant('restart-loop'),
    ...base,
    restarts: fc.integer({ min: 1, max: 1000 }),
    windowSeconds: fc.integer({ min: 60, max: 86_400 }),
  }),
  fc.record({
    kind: fc.constant('error-logs'),
    ...base,
    perMinute: fc.integer({ min: 0, max: 1000 }).map(n => n / 10),
  }),
  fc
    .record({
      kind: fc.constant('metric'),
      ...base,
      panel: fc.constantFrom(...metricPanels),
    })
    .chain(rule =>
      fc.oneof(
        bound.map(above => ({ ...rule, above })),
        bound.map(below => ({ ...rule, below })),
        bound.map(below => ({ ...rule, below, above: below * 2 })),
      ),
    ),
) as fc.Arbitrary<AlertRuleDefinition>;

describe('the form of a rule', () => {
  it('gives back every rule as it was when nothing is typed', () => {
    fc.assert(
      fc.property(definitions, definition => {
        const read = readDraft(toDraft(definition));
        expect(read).toEqual({ definition, problems: {} });
        expect(alertRuleDefinitionSchema.parse(read.definition)).toEqual(
          definition,
        );
      }),
    );
  });

  it('names each field that cannot be used, and makes no rule of it', () => {
    const wrong = {
      ...newDraft,
      hold: 'soon',
      restarts: '2.5',
      window: '2 d',
      above: '5 apples',
      below: '',
      perMinute: '-1',
      direction: 'outside' as const,
    };
    const problemsOf = (kind: AlertRuleDefinition['kind']) => {
      const read = readDraft({ ...wrong, kind });
      expect(read.definition).toBe(undefined);
      return Object.keys(read.problems);
    };
    expect(problemsOf('down')).toEqual(['hold']);
    expect(problemsOf('restart-loop')).toEqual(['hold', 'restarts', 'window']);
    expect(problemsOf('metric')).toEqual(['hold', 'above', 'below']);
    expect(problemsOf('error-logs')).toEqual(['hold', 'perMinute']);
  });

  it('takes no range of which everything is outside', () => {
    const { definition, problems } = readDraft({
      ...newDraft,
      kind: 'metric',
      direction: 'outside',
      above: '1Gi',
      below: '2Gi',
    });
    expect(definition).toBe(undefined);
    expect(problems.below).toMatch(/less than the upper/);
  });

  it('knows where to show what the API found', () => {
    expect(fieldOf('definition.forSeconds')).toBe('hold');
    expect(fieldOf('definition.perMinute')).toBe('perMinute');
    expect(fieldOf('definition')).toBe(undefined);
    expect(fieldOf('definition.constructor')).toBe(undefined);
    expect(fieldOf(undefined)).toBe(undefined);
  });
});

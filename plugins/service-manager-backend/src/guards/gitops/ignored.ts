import { FIELD_MANAGER } from '@vtasker/backstage-plugin-service-manager-common';
import { apiGroup, WorkloadSnapshot } from '../../workloads';
import { covers, FieldWay, Pattern } from './pointers';

/** Fields of some objects that the owner does not compare. */
export interface IgnoreRule {
  /** Where it applies; `*` stands for any text. */
  group: string;
  kind: string;
  name?: string;
  namespace?: string;
  /** Fields of these field managers. */
  managers: string[];
  /** Undefined for an expression that is not understood here. */
  paths: Array<Pattern | undefined>;
}

/** `unsure`: there is a rule that cannot be judged without running it. */
export type Answer = 'yes' | 'no' | 'unsure';

const PLAIN = /^[\w.-]*$/;

function fits(pattern: string | undefined, text: string): Answer {
  if (pattern === undefined || pattern === '*') return 'yes';
  if (PLAIN.test(pattern)) return pattern === text ? 'yes' : 'no';
  return 'unsure';
}

function allOf(answers: Answer[]): Answer {
  if (answers.includes('no')) return 'no';
  return answers.includes('unsure') ? 'unsure' : 'yes';
}

function anyOf(answers: Answer[]): Answer {
  if (answers.includes('yes')) return 'yes';
  return answers.includes('unsure') ? 'unsure' : 'no';
}

function ruleAnswer(
  rule: IgnoreRule,
  { workload }: WorkloadSnapshot,
  way: FieldWay,
): Answer {
  const { name, namespace } = workload.metadata;
  return allOf([
    fits(rule.group, apiGroup(workload)),
    fits(rule.kind, workload.kind),
    fits(rule.name, name),
    fits(rule.namespace, namespace),
    anyOf([
      rule.managers.includes(FIELD_MANAGER) ? 'yes' : 'no',
      ...rule.paths.map((pattern): Answer => {
        if (!pattern) return 'unsure';
        return covers(pattern, way) ? 'yes' : 'no';
      }),
    ]),
  ]);
}

/** Whether the owner ignores every one of these fields. */
export function ignoresAll(
  rules: IgnoreRule[],
  snapshot: WorkloadSnapshot,
  ways: FieldWay[],
): Answer {
  return ways.length
    ? allOf(
        ways.map(way =>
          anyOf(rules.map(rule => ruleAnswer(rule, snapshot, way))),
        ),
      )
    : 'no';
}

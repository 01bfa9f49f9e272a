import { parser } from '@grafana/lezer-logql';
import type { SyntaxNode } from '@lezer/common';
import { maskLine } from '../mask';
import { textOf } from './literals';
import { refused } from './problems';
import {
  lineStage,
  matcherStage,
  numberStage,
  parserStage,
  WrongRegex,
} from './stages';
import type { LogQlQuery, Matcher, Stage, StageLine } from './types';

const REWRITES =
  'rewrites the line or its labels. A secret taken apart or put together is not found by what masks it, so such stages are refused';
/** Stages of Loki that are not done here, and why. */
const REFUSED: Record<string, string> = {
  LineFormatExpr: REWRITES,
  LabelFormatExpr: REWRITES,
  DecolorizeExpr: REWRITES,
  DropLabelsExpr: 'drops labels, which are not shown anyway,',
  KeepLabelsExpr: 'keeps labels, which are not shown anyway,',
  JsonExpressionParser: 'takes fields by expressions; use json alone',
  LogfmtExpressionParser: 'takes fields by expressions; use logfmt alone',
  IpLabelFilter: 'compares addresses, which is not done here,',
  UnitFilter: 'compares durations or bytes; compare plain numbers',
  PipePattern: 'looks for patterns; use |~ with an RE2 expression',
  Npa: 'looks for patterns; use !~ with an RE2 expression',
  FilterOp: 'compares addresses, which is not done here,',
};
const ONLY_SIMPLE =
  'Use a selector, line filters (|= != |~ !~), json, logfmt and conditions on labels.';
const DEEPEST = 40;

/**
 * Understands LogQL of a person's own. Its selector may narrow ours. Its
 * pipeline is done here, over lines that are masked: in Loki it would see the
 * secrets, and a search that finds something tells what is hidden. For the
 * same reason stages that rewrite a line are refused.
 *
 * @throws ServiceManagerError INVALID_FIELD with the position
 */
export function parseLogQl(query: string): LogQlQuery {
  const root = parser.parse(query).topNode;
  checkErrors(query, root);
  const expression = root.getChild('Expr');
  const log = expression?.getChild('LogExpr');
  if (!expression || !log) {
    throw refused(
      query,
      expression?.from ?? 0,
      'asks for numbers, not for lines,',
      'Ask for lines: a selector and filters. Numbers are on the Metrics tab.',
    );
  }
  const matchers: Matcher[] = [];
  const stages: Stage[] = [];
  readLog(query, log, matchers, stages, 0);
  const selected = matchers.map(matcher =>
    guarded(query, log.from, () => matcherStage(matcher)),
  );
  return {
    matchers,
    selectorOnly: stages.length === 0,
    matches({ text, labels, metadata }) {
      const line: StageLine = {
        text,
        labels: new Map(Object.entries(labels)),
      };
      if (!selected.every(stage => stage(line))) return false;
      for (const [name, value] of Object.entries(metadata)) {
        if (!line.labels.has(name)) line.labels.set(name, maskLine(value));
      }
      return stages.every(stage => stage(line));
    },
  };
}

function checkErrors(query: string, root: SyntaxNode): void {
  root.cursor().iterate(node => {
    if (!node.type.isError) return;
    throw refused(query, node.from, 'cannot be understood');
  });
}

function readLog(
  query: string,
  node: SyntaxNode,
  matchers: Matcher[],
  stages: Stage[],
  depth: number,
): void {
  checkDepth(query, node, depth);
  const selector = node.getChild('Selector');
  const inner = node.getChild('LogExpr');
  if (selector) {
    for (const matcher of within(selector, 'Matcher')) {
      matchers.push(matcherOf(query, matcher));
    }
  } else if (inner) readLog(query, inner, matchers, stages, depth + 1);
  else throw refused(query, node.from, 'has no selector');
  const pipeline = node.getChild('PipelineExpr');
  if (pipeline) readPipeline(query, pipeline, stages);
}

/** A pipeline nests to the left: the stages come in their order. */
function readPipeline(
  query: string,
  pipeline: SyntaxNode,
  stages: Stage[],
): void {
  const list: SyntaxNode[] = [];
  let node: SyntaxNode | null = pipeline;
  while (node) {
    const stage = node.getChild('PipelineStage');
    if (!stage) throw refused(query, node.from, 'cannot be understood');
    list.unshift(stage);
    node = node.getChild('PipelineExpr');
  }
  for (const stage of list) readStage(query, stage, stages);
}

function readStage(query: string, stage: SyntaxNode, stages: Stage[]): void {
  for (let node = stage.firstChild; node; node = node.nextSibling) {
    const at = node.from;
    switch (node.name) {
      case 'Pipe':
        break;
      case 'LineFilters':
        for (const filter of within(node, 'LineFilter')) {
          stages.push(lineFilterOf(query, filter));
        }
        break;
      case 'LabelParser': {
        const kind = node.firstChild?.name;
        if (kind !== 'Json') throw refused(query, at, REWRITES, ONLY_SIMPLE);
        stages.push(parserStage('json'));
        break;
      }
      case 'LogfmtParser':
        stages.push(parserStage('logfmt'));
        break;
      case 'LabelFilter':
        stages.push(labelFilterOf(query, node, 0));
        break;
      default:
        throw refused(
          query,
          at,
          REFUSED[node.name] ?? 'has a stage that is not known here',
          ONLY_SIMPLE,
        );
    }
  }
}

function lineFilterOf(query: string, filter: SyntaxNode): Stage {
  const texts: string[] = [];
  let operator: string | undefined;
  const read = (node: SyntaxNode, depth: number) => {
    checkDepth(query, node, depth);
    for (let child = node.firstChild; child; child = child.nextSibling) {
      if (REFUSED[child.name]) {
        throw refused(query, child.from, REFUSED[child.name], ONLY_SIMPLE);
      }
      if (child.name === 'String') texts.push(literal(query, child));
      else if (child.name === 'Filter') {
        operator = query.slice(child.from, child.to);
        const refusal = child.firstChild && REFUSED[child.firstChild.name];
        if (refusal) throw refused(query, child.from, refusal, ONLY_SIMPLE);
      } else if (child.name === 'OrFilter') read(child, depth + 1);
    }
  };
  read(filter, 0);
  switch (operator) {
    case '|=':
    case '!=':
    case '|~':
    case '!~': {
      const known = operator;
      return guarded(query, filter.from, () => lineStage(known, texts));
    }
    default:
      throw refused(query, filter.from, 'has a filter that is not known here');
  }
}

function labelFilterOf(query: string, node: SyntaxNode, depth: number): Stage {
  checkDepth(query, node, depth);
  const parts = node
    .getChildren('LabelFilter')
    .map(part => labelFilterOf(query, part, depth + 1));
  if (parts.length > 0) {
    return node.getChild('Or')
      ? line => parts.some(part => part(line))
      : line => parts.every(part => part(line));
  }
  const matcher = node.getChild('Matcher');
  if (matcher) {
    const read = matcherOf(query, matcher);
    return guarded(query, matcher.from, () => matcherStage(read));
  }
  const number = node.getChild('NumberFilter');
  if (number) {
    const label = number.getChild('Identifier');
    const value = number.getChild('LiteralExpr');
    if (label?.nextSibling && value) {
      const { from, to } = label.nextSibling;
      const wanted = Number(query.slice(value.from, value.to));
      const operator = query.slice(from, to);
      if (Number.isFinite(wanted)) {
        return numberStage(query.slice(label.from, label.to), operator, wanted);
      }
    }
  }
  const why = node.firstChild && REFUSED[node.firstChild.name];
  throw refused(
    query,
    node.from,
    why ?? 'has a condition that is not known here',
    ONLY_SIMPLE,
  );
}

function matcherOf(query: string, node: SyntaxNode): Matcher {
  const label = node.getChild('Identifier');
  const value = node.getChild('String');
  const operator = label?.nextSibling;
  if (!label || !value || !operator) {
    throw refused(query, node.from, 'has a condition that is not whole');
  }
  const op = query.slice(operator.from, operator.to);
  if (op !== '=' && op !== '!=' && op !== '=~' && op !== '!~') {
    throw refused(query, operator.from, 'has an unknown comparison');
  }
  return {
    label: query.slice(label.from, label.to),
    op,
    value: literal(query, value),
  };
}

function literal(query: string, node: SyntaxNode): string {
  const text = textOf(query.slice(node.from, node.to));
  if (text !== undefined) return text;
  throw refused(query, node.from, 'has a text that is not escaped as Go does');
}

function guarded<T>(query: string, at: number, make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof WrongRegex)) throw error;
    throw refused(
      query,
      at,
      `has what is not an RE2 expression (${error.message})`,
      'Correct it there; RE2 knows no look-around and no back-references.',
    );
  }
}

/** All of a name below a node, however they are nested, in their order. */
function within(node: SyntaxNode, name: string): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  node.cursor().iterate(({ name: own, node: one }) => {
    if (own === name) found.push(one);
  });
  return found;
}

function checkDepth(query: string, node: SyntaxNode, depth: number): void {
  if (depth > DEEPEST) throw refused(query, node.from, 'is nested too deeply');
}

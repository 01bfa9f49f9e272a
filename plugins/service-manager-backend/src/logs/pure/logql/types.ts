/** One condition on a label of a stream. */
export interface Matcher {
  label: string;
  op: '=' | '!=' | '=~' | '!~';
  value: string;
}

/** What a query looks at. */
export interface QueriedLine {
  /** Masked. */
  text: string;
  /** Of the stream. */
  labels: Readonly<Record<string, string>>;
  /** Structured metadata. */
  metadata: Readonly<Record<string, string>>;
}

/** LogQL of a person's own, understood. */
export interface LogQlQuery {
  /** Of its selector: they may narrow ours, and can never widen them. */
  matchers: Matcher[];
  /** It has nothing but a selector, so that Loki itself can count. */
  selectorOnly: boolean;
  matches(line: QueriedLine): boolean;
}

/** A stage of the pipeline, or the selector: what it needs and what it says. */
export type Stage = (line: StageLine) => boolean;

export interface StageLine {
  text: string;
  /** Of the stream, then the line's own, then those that a parser found. */
  labels: Map<string, string>;
}

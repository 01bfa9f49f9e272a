import { useMemo } from 'react';
import { ScrollRegion } from '../../components';
import { yamlDiff, type YamlLine, yamlLines } from './yamlLines';
import styles from './YamlView.module.css';

/** A YAML text, coloured by its grammar. */
export function YamlView(props: { label: string; text: string }) {
  const { label, text } = props;
  const lines = useMemo(() => yamlLines(text), [text]);
  return (
    <ScrollRegion label={label}>
      <pre className={styles.yaml}>
        {lines.map((line, at) => (
          <Line key={at} line={line} />
        ))}
      </pre>
    </ScrollRegion>
  );
}

const signs = { both: ' ', removed: '-', added: '+' };

/** What is there beside what would be, line by line. */
export function YamlDiff(props: { label: string; now: string; then: string }) {
  const { label, now, then } = props;
  const rows = useMemo(() => yamlDiff(now, then), [now, then]);
  return (
    <ScrollRegion label={label}>
      <pre className={styles.yaml}>
        {rows.map((row, at) =>
          row.side === 'folded' ? (
            <div key={at} className={styles.folded}>
              {row.count} lines are the same
            </div>
          ) : (
            <Line key={at} line={row.line} side={row.side} />
          ),
        )}
      </pre>
    </ScrollRegion>
  );
}

function Line(props: { line: YamlLine; side?: keyof typeof signs }) {
  const { line, side } = props;
  return (
    <div className={styles.line} data-side={side}>
      {side && `${signs[side]} `}
      {line.map(({ text, kind }, at) => (
        <span key={at} data-kind={kind}>
          {text}
        </span>
      ))}
      {'\n'}
    </div>
  );
}

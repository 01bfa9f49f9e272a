import { useMemo, useState } from 'react';
import { Button, ButtonIcon, Text } from '@backstage/ui';
import type { LogLine } from '@vtasker/backstage-plugin-service-manager-common';
import { CloseIcon } from '../../icons';
import {
  expandFields,
  fold,
  foldBig,
  formatExactNs,
  type LogFilters,
  type LogView,
} from '../pure';
import { LevelIcon } from './LevelIcon';
import { LineText } from './LineText';
import styles from './LineDrawer.module.css';

/** All of one line: its fields, what surrounds it, and a link to it. */
export function LineDrawer(props: {
  line: LogLine;
  view: LogView;
  onClose(): void;
  onContext(): void;
  onCopy(text: string): void;
  onCopyLink(): void;
  onFilter(name: string, value: string): void;
  /** Only lines that share this. */
  onOnly(filters: Partial<LogFilters>): void;
}) {
  const { line, view, onFilter, onOnly } = props;
  const [whole, setWhole] = useState<string>();
  const expanded = useMemo(() => expandFields(line.text), [line.text]);
  // To lay out a long text takes long: first what one sees at once.
  const { text, moreCharacters } = useMemo(
    () => foldBig(line.text, whole === line.cursor),
    [line.text, line.cursor, whole],
  );
  return (
    <aside className={styles.drawer} aria-label="Line">
      <div className={styles.head}>
        <Text as="h3" variant="title-x-small" weight="bold">
          Line
        </Text>
        <ButtonIcon
          size="small"
          variant="tertiary"
          aria-label="Close the line"
          icon={<CloseIcon />}
          onPress={props.onClose}
        />
      </div>
      <div className={styles.actions}>
        {!view.around && (
          <Button size="small" variant="secondary" onPress={props.onContext}>
            Show context
          </Button>
        )}
        <Button
          size="small"
          variant="secondary"
          onPress={() => props.onCopy(line.text)}
        >
          Copy line
        </Button>
        <Button size="small" variant="secondary" onPress={props.onCopyLink}>
          Copy link
        </Button>
      </div>
      <dl className={styles.facts}>
        <dt>Time</dt>
        <dd>{formatExactNs(line.ns, view)}</dd>
        <dt>Level</dt>
        <dd>
          <LevelIcon level={line.level} /> {line.level}{' '}
          <FilterButton
            name={`level ${line.level}`}
            chosen={isOnly(view.levels, line.level)}
            onPress={() => onOnly({ levels: [line.level] })}
          />
        </dd>
        <dt>Pod</dt>
        <dd>
          {line.pod}{' '}
          <FilterButton
            name={`pod ${line.pod}`}
            chosen={isOnly(view.pods, line.pod)}
            onPress={() => onOnly({ pods: [line.pod] })}
          />
        </dd>
        <dt>Container</dt>
        <dd>
          {line.container}{' '}
          <FilterButton
            name={`container ${line.container}`}
            chosen={isOnly(view.containers, line.container)}
            onPress={() => onOnly({ containers: [line.container] })}
          />
        </dd>
        <dt>Cluster</dt>
        <dd>{line.cluster}</dd>
      </dl>
      {/* Without it only a pointer could scroll. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <pre className={styles.text} tabIndex={0} aria-label="Text of the line">
        <LineText text={text} search={view.search} />
      </pre>
      {moreCharacters > 0 && (
        <Text variant="body-small">
          {moreCharacters.toLocaleString()} more characters: copy or download
          the line to read all of them.{' '}
          {whole !== line.cursor && (
            <button
              type="button"
              className={styles.filter}
              onClick={() => setWhole(line.cursor)}
            >
              show more
            </button>
          )}
        </Text>
      )}
      {expanded && (
        <>
          <Text as="h4" variant="body-medium" weight="bold">
            Fields ({expanded.format})
          </Text>
          <dl className={styles.facts}>
            {expanded.fields.map(({ name, value }) => (
              <Field
                key={name}
                name={name}
                value={value}
                chosen={view.fields[name] === value}
                onFilter={onFilter}
              />
            ))}
          </dl>
          {expanded.more && (
            <Text variant="body-small">There are more fields.</Text>
          )}
        </>
      )}
    </aside>
  );
}

function isOnly(chosen: readonly string[], value: string): boolean {
  return chosen.length === 1 && chosen[0] === value;
}

function Field(props: {
  name: string;
  value: string;
  chosen: boolean;
  onFilter(name: string, value: string): void;
}) {
  const { name, value, chosen, onFilter } = props;
  return (
    <>
      <dt>
        <LineText text={name} />
      </dt>
      <dd>
        <span className={styles.value}>
          <LineText text={fold(value, false).text} />
        </span>{' '}
        <FilterButton
          name={`${name}=${value.slice(0, 60)}`}
          chosen={chosen}
          onPress={() => onFilter(name, value)}
        />
      </dd>
    </>
  );
}

function FilterButton(props: {
  name: string;
  chosen: boolean;
  onPress(): void;
}) {
  const { name, chosen, onPress } = props;
  return (
    <button
      type="button"
      className={styles.filter}
      aria-pressed={chosen}
      // It begins with what is seen, for those who speak to the page.
      aria-label={`only these: ${name}`}
      title={`Only lines with ${name}`}
      onClick={onPress}
    >
      only these
    </button>
  );
}

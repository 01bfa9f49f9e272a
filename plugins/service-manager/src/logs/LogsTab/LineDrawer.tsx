import { Button, ButtonIcon, Text } from '@backstage/ui';
import type { LogLine } from '@vtasker/backstage-plugin-service-manager-common';
import { CloseIcon } from '../../icons';
import { expandFields, fold, formatExactNs, type LogView } from '../pure';
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
  onPod(pod: string): void;
}) {
  const { line, view, onFilter } = props;
  const expanded = expandFields(line.text);
  const { text, moreCharacters } = fold(line.text, true);
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
          <LevelIcon level={line.level} /> {line.level}
        </dd>
        <dt>Pod</dt>
        <dd>
          {line.pod}{' '}
          <FilterButton
            name={`pod ${line.pod}`}
            chosen={view.pods.includes(line.pod)}
            onPress={() => props.onPod(line.pod)}
          />
        </dd>
        <dt>Container</dt>
        <dd>{line.container}</dd>
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
          the line to read them.
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

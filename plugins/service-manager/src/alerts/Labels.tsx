import { useId, useState } from 'react';
import { Button } from '@backstage/ui';
import { ChevronDownIcon, ChevronRightIcon } from '../icons';
import styles from './Labels.module.css';
import { countOf } from './pure';

type LabelSet = Record<string, string>;

/** Labels behind a button that tells how many there are. */
export function FoldedLabels(props: { labels: LabelSet; of: string }) {
  const { labels, of } = props;
  const [open, setOpen] = useState(false);
  const id = useId();
  const count = countOf(Object.keys(labels).length, 'label');
  if (Object.keys(labels).length === 0) return null;
  return (
    <>
      <Button
        size="small"
        variant="tertiary"
        className={styles.fold}
        aria-expanded={open}
        aria-controls={id}
        aria-label={`${count} of ${of}`}
        iconStart={open ? <ChevronDownIcon /> : <ChevronRightIcon />}
        onPress={() => setOpen(!open)}
      >
        {count}
      </Button>
      <div id={id} hidden={!open} className={styles.folded}>
        {open && <Labels labels={labels} />}
      </div>
    </>
  );
}

/** Labels as Prometheus writes them, by name. */
export function Labels(props: { labels: LabelSet }) {
  const entries = Object.entries(props.labels).sort(([a], [b]) =>
    a < b ? -1 : 1,
  );
  return (
    <dl className={styles.labels}>
      {entries.map(([label, value]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

import { useState } from 'react';
import {
  Button,
  DialogTrigger,
  Flex,
  Popover,
  Text,
  TextField,
} from '@backstage/ui';
import { ChevronDownIcon, ClockIcon } from '../../icons';
import { fromLocal, toLocal } from '../../time';
import {
  between,
  endsNow,
  formatMoment,
  type Chosen,
  spanMillis,
  spans,
  spanWords,
} from '../pure';
import styles from './MetricsTab.module.css';

const dateAndTime: object = { type: 'datetime-local', step: 60, size: 'small' };

/** Back from now, or a time that has passed. */
export function RangeMenu(props: {
  range: Chosen;
  utc: boolean;
  onChoose(range: Chosen): void;
}) {
  const { range, utc, onChoose } = props;
  const [open, setOpen] = useState(false);
  const choose = (chosen: Chosen) => {
    onChoose(chosen);
    setOpen(false);
  };
  const chosen = 'span' in range ? range.span : undefined;
  return (
    <DialogTrigger isOpen={open} onOpenChange={setOpen}>
      <Button
        size="small"
        variant={endsNow(range) ? 'secondary' : 'primary'}
        iconStart={<ClockIcon />}
        iconEnd={<ChevronDownIcon />}
      >
        {sayRange(range, utc)}
      </Button>
      <Popover placement="bottom start" hideArrow aria-label="Time">
        <Flex direction="column" gap="2">
          <div className={styles.spans}>
            {spans.map(span => (
              <Button
                key={span}
                size="small"
                variant={span === chosen ? 'primary' : 'tertiary'}
                aria-pressed={span === chosen}
                onPress={() => choose({ span })}
              >
                {spanWords[span]}
              </Button>
            ))}
          </div>
          <OwnRange range={range} onChoose={choose} />
        </Flex>
      </Popover>
    </DialogTrigger>
  );
}

function OwnRange(props: { range: Chosen; onChoose(range: Chosen): void }) {
  const { range, onChoose } = props;
  const [from, setFrom] = useState(() => toLocal(beginOf(range, new Date())));
  const [until, setUntil] = useState(() =>
    'span' in range || !range.until ? '' : toLocal(new Date(range.until)),
  );
  const [asked, setAsked] = useState(false);
  const own = { from: fromLocal(from), until: fromLocal(until) };
  const problem = problemOf(own, new Date());
  return (
    <form
      className={styles.own}
      onSubmit={event => {
        event.preventDefault();
        setAsked(true);
        const chosen = between(own.from, own.until);
        if (chosen && !problem) onChoose(chosen);
      }}
    >
      <TextField
        {...dateAndTime}
        label="From"
        value={from}
        onChange={setFrom}
      />
      <TextField
        {...dateAndTime}
        label="Until (empty: now)"
        value={until}
        onChange={setUntil}
      />
      <Text variant="body-x-small" color="secondary">
        On the clock of this computer.
      </Text>
      {asked && problem && (
        <Text role="alert" variant="body-small" color="danger">
          {problem}
        </Text>
      )}
      <Button size="small" type="submit" variant="primary">
        Show this time
      </Button>
    </form>
  );
}

const LONGEST_DAYS = 400;

/** What is wrong with a time that was typed, and how it is put right. */
export function problemOf(
  { from, until }: { from?: string; until?: string },
  now: Date,
): string | undefined {
  if (!from) return 'Give the time from which on you want the values.';
  const begin = Date.parse(from);
  if (begin >= now.getTime()) {
    return 'This time has not come yet. Choose an earlier begin.';
  }
  const span = (until ? Date.parse(until) : now.getTime()) - begin;
  if (span <= 0) return 'The time ends before it begins. Swap the two.';
  return span > LONGEST_DAYS * 86_400_000
    ? `That is longer than ${LONGEST_DAYS} days. Choose a shorter time.`
    : undefined;
}

function beginOf(range: Chosen, now: Date): Date {
  return 'span' in range
    ? new Date(now.getTime() - spanMillis[range.span])
    : new Date(range.from);
}

/** `Last hour`, `Nov 21, 14:02:00 – 14:10:00`. */
export function sayRange(range: Chosen, utc: boolean): string {
  if ('span' in range) return spanWords[range.span];
  const from = formatMoment(Date.parse(range.from), utc);
  if (!range.until) return `${from} – now`;
  const until = formatMoment(Date.parse(range.until), utc);
  const [day, clock] = until.split(', ');
  return `${from} – ${from.startsWith(`${day},`) ? clock : until}`;
}

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
import { isLive, type LogView } from '../pure';
import type { SetView } from './useLogView';

const spans: [string, number][] = [
  ['Last 15 minutes', 15],
  ['Last hour', 60],
  ['Last 6 hours', 360],
  ['Last 24 hours', 1440],
  ['Last 7 days', 10_080],
];
const LONGEST_DAYS = 400;

/** Lines as they come, or those of a time that has passed. */
export function RangeMenu(props: { view: LogView; setView: SetView }) {
  const { view, setView } = props;
  const [open, setOpen] = useState(false);
  const choose = (range: Pick<LogView, 'from' | 'until'>) => {
    setView({ from: undefined, until: undefined, ...range });
    setOpen(false);
  };
  return (
    <DialogTrigger isOpen={open} onOpenChange={setOpen}>
      <Button
        size="small"
        variant={isLive(view) && !view.around ? 'secondary' : 'primary'}
        iconStart={<ClockIcon />}
        iconEnd={<ChevronDownIcon />}
      >
        {sayRange(view)}
      </Button>
      <Popover placement="bottom start" hideArrow aria-label="Time">
        <Flex direction="column" gap="2">
          <Button size="small" variant="secondary" onPress={() => choose({})}>
            Live: lines as they come
          </Button>
          {spans.map(([name, minutes]) => (
            <Button
              key={name}
              size="small"
              variant="tertiary"
              onPress={() => {
                const now = Date.now();
                choose({
                  from: new Date(now - minutes * 60_000).toISOString(),
                  until: new Date(now).toISOString(),
                });
              }}
            >
              {name}
            </Button>
          ))}
          <OwnRange view={view} onChoose={choose} />
        </Flex>
      </Popover>
    </DialogTrigger>
  );
}

function OwnRange(props: {
  view: LogView;
  onChoose(range: Pick<LogView, 'from' | 'until'>): void;
}) {
  const { view, onChoose } = props;
  const { utc } = view;
  const [from, setFrom] = useState(() => toField(view.from, utc));
  const [until, setUntil] = useState(() => toField(view.until, utc));
  const [asked, setAsked] = useState(false);
  const range = { from: fromField(from, utc), until: fromField(until, utc) };
  const problem = problemOf(range);
  return (
    <form
      onSubmit={event => {
        event.preventDefault();
        setAsked(true);
        if (!problem) onChoose(range);
      }}
    >
      <Flex direction="column" gap="2">
        <TextField
          size="small"
          label={`From (${utc ? 'UTC' : 'local time'})`}
          placeholder="2026-11-21 14:00"
          value={from}
          onChange={setFrom}
        />
        <TextField
          size="small"
          label="Until"
          placeholder="now"
          value={until}
          onChange={setUntil}
        />
        {asked && problem && (
          <Text role="alert" variant="body-small" color="danger">
            {problem}
          </Text>
        )}
        <Button size="small" type="submit" variant="primary">
          Show this time
        </Button>
      </Flex>
    </form>
  );
}

type OwnTimes = { from?: string; until?: string };

/** What is wrong with a time that was typed, and how it is put right. */
export function problemOf({ from, until }: OwnTimes): string | undefined {
  if (from === '' || until === '') {
    return 'This is no time. Write it as 2026-11-21 14:00.';
  }
  if (!from) return 'Give the time from which on you want the lines.';
  const span = (until ? Date.parse(until) : Date.now()) - Date.parse(from);
  if (span <= 0) return 'The time ends before it begins. Swap the two.';
  return span > LONGEST_DAYS * 86_400_000
    ? `That is longer than ${LONGEST_DAYS} days. Choose a shorter time.`
    : undefined;
}

/** ISO 8601 of what was typed; empty when it is no time. */
export function fromField(text: string, utc: boolean): string | undefined {
  const typed = text.trim();
  if (typed === '' || typed === 'now') return undefined;
  const zoned = /(Z|[+-]\d\d:?\d\d)$/i.test(typed);
  const at = new Date(
    zoned ? typed : typed.replace(' ', 'T') + (utc ? 'Z' : ''),
  );
  return Number.isNaN(at.getTime()) ? '' : at.toISOString();
}

function toField(iso: string | undefined, utc: boolean): string {
  if (!iso) return '';
  const at = new Date(iso);
  const shift = utc ? 0 : at.getTimezoneOffset() * 60_000;
  return new Date(+at - shift).toISOString().slice(0, 19).replace('T', ' ');
}

function sayRange(view: LogView): string {
  if (view.around) return 'Around a line';
  if (isLive(view)) return 'Live';
  const { from, until, utc } = view;
  const say = (iso?: string) => (iso ? toField(iso, utc) : 'now');
  const [begin, end] = [say(from), say(until)];
  const sameDay = begin.slice(0, 10) === end.slice(0, 10);
  return `${from ? begin : 'Until'} ${from ? '– ' : ''}${
    sameDay ? end.slice(11) : end
  }`;
}

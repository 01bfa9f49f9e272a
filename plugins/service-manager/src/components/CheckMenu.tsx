import { KeyboardEvent, useRef, useState } from 'react';
import { Button, DialogTrigger, Popover, Text } from '@backstage/ui';
import { ChevronDownIcon } from '../icons';
import styles from './CheckMenu.module.css';

/** More than these are found by searching. */
const MOST_SHOWN = 200;

export interface CheckMenuOption<T extends string> {
  value: T;
  name: string;
  count?: number;
}

/**
 * Chooses some of a list that can be searched; none chosen means all. Plain
 * check boxes: a list box that is searched weighs four kilobytes more on every
 * page of a portal.
 */
export function CheckMenu<T extends string>(props: {
  label: string;
  options: readonly CheckMenuOption<T>[];
  chosen: readonly T[];
  onChoose(chosen: T[]): void;
}) {
  const { label, options, chosen } = props;
  const [first, ...others] = chosen;
  const more = others.length > 0 ? ` +${others.length}` : '';
  const nameOf = (value: T) =>
    options.find(option => option.value === value)?.name ?? value;
  return (
    <DialogTrigger>
      <Button
        size="small"
        variant={first ? 'primary' : 'secondary'}
        iconEnd={<ChevronDownIcon />}
      >
        {first ? `${label}: ${nameOf(first)}${more}` : label}
      </Button>
      <Popover placement="bottom start" hideArrow aria-label={label}>
        <CheckList {...props} />
      </Popover>
    </DialogTrigger>
  );
}

function CheckList<T extends string>(props: {
  label: string;
  options: readonly CheckMenuOption<T>[];
  chosen: readonly T[];
  onChoose(chosen: T[]): void;
}) {
  const { label, options, chosen, onChoose } = props;
  const [text, setText] = useState('');
  const root = useRef<HTMLDivElement>(null);
  const wanted = text.trim().toLowerCase();
  const found = options.filter(({ name }) =>
    name.toLowerCase().includes(wanted),
  );
  const shown = found.slice(0, MOST_SHOWN);
  const onKeyDown = (event: KeyboardEvent) => moveFocus(event, root.current);
  const toggle = (value: T) =>
    onChoose(
      chosen.includes(value)
        ? chosen.filter(each => each !== value)
        : [...chosen, value],
    );
  return (
    <div ref={root} className={styles.list} role="group" aria-label={label}>
      <input
        className={styles.search}
        type="text"
        // Opened to choose: one types at once.
        // eslint-disable-next-line jsx-a11y/no-autofocus
        autoFocus
        aria-label={`Search ${label.toLowerCase()}`}
        placeholder={`Search ${label.toLowerCase()}`}
        value={text}
        onChange={event => setText(event.target.value)}
        onKeyDown={onKeyDown}
      />
      <div className={styles.options}>
        {shown.map(({ value, name, count }) => (
          <label key={value} className={styles.option}>
            <input
              type="checkbox"
              checked={chosen.includes(value)}
              onChange={() => toggle(value)}
              onKeyDown={onKeyDown}
            />
            <span>
              {name}
              {count !== undefined && ` (${count})`}
            </span>
          </label>
        ))}
      </div>
      {found.length === 0 && (
        <Text variant="body-small" color="secondary">
          Nothing matches.
        </Text>
      )}
      {found.length > shown.length && (
        <Text variant="body-small" color="secondary">
          {found.length - shown.length} more: search for them.
        </Text>
      )}
    </div>
  );
}

/** Up and down, as in a menu. */
function moveFocus(event: KeyboardEvent, root: HTMLElement | null) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step || !root) return;
  const stops = [...root.querySelectorAll('input')];
  const at = stops.indexOf(document.activeElement as HTMLInputElement);
  stops[Math.min(Math.max(at + step, 0), stops.length - 1)]?.focus();
  event.preventDefault();
}

import { RefObject, useEffect, useRef, useState } from 'react';
import { SearchField } from '@backstage/ui';

/** How long typing must rest before it is taken, in ms. */
const TYPING_RESTS = 400;

/** A field whose text is taken when the typing rests, or with Enter. */
export function TypedField(props: {
  label: string;
  placeholder: string;
  value: string;
  field?: RefObject<HTMLDivElement>;
  className?: string;
  onChange(value: string): void;
  /** Enter while nothing is waiting to be taken. */
  onSubmit?(): void;
}) {
  const { value, onChange, onSubmit } = props;
  const [typed, setTyped] = useState<string>();
  const latest = useRef(onChange);
  latest.current = onChange;
  useEffect(() => {
    if (typed === undefined) return undefined;
    const timer = setTimeout(() => {
      latest.current(typed);
      setTyped(undefined);
    }, TYPING_RESTS);
    return () => clearTimeout(timer);
  }, [typed]);
  return (
    <SearchField
      ref={props.field}
      className={props.className}
      size="small"
      aria-label={props.label}
      placeholder={props.placeholder}
      value={typed ?? value}
      onChange={setTyped}
      onSubmit={() => {
        if (typed === undefined || typed === value) onSubmit?.();
        else onChange(typed);
        setTyped(undefined);
      }}
    />
  );
}

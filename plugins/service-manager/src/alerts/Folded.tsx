import { useId, useState } from 'react';
import { Button } from '@backstage/ui';
import { ChevronDownIcon, ChevronRightIcon } from '../icons';
import styles from './AlertList.module.css';

/** Behind a button that says what there is. */
export function Folded(props: { title: string; children: JSX.Element }) {
  const [open, setOpen] = useState(false);
  const id = useId();
  return (
    <div className={styles.folded}>
      <Button
        size="small"
        variant="tertiary"
        className={styles.fold}
        aria-expanded={open}
        aria-controls={id}
        iconStart={open ? <ChevronDownIcon /> : <ChevronRightIcon />}
        onPress={() => setOpen(!open)}
      >
        {props.title}
      </Button>
      <div id={id} hidden={!open}>
        {open && props.children}
      </div>
    </div>
  );
}

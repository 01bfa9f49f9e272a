import { ReactNode } from 'react';
import styles from './ScrollRegion.module.css';

/** What is wider than its place; the keyboard scrolls it too. */
export function ScrollRegion(props: { label: string; children: ReactNode }) {
  return (
    <div
      className={styles.region}
      role="region"
      aria-label={props.label}
      // Without it only a pointer could scroll.
      // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
    >
      {props.children}
    </div>
  );
}

import { GoodIcon, BadIcon, CircleMinusIcon, LoaderIcon } from '../icons';
import type { Standing } from './outcome';
import styles from './OutcomeIcon.module.css';

const icons = {
  running: LoaderIcon,
  good: GoodIcon,
  bad: BadIcon,
  neutral: CircleMinusIcon,
};

/** A shape for each standing; the word stands beside it. */
export function OutcomeIcon(props: { tone: Standing['tone'] }) {
  const Icon = icons[props.tone];
  return (
    <Icon
      size={16}
      aria-hidden
      className={styles.icon}
      data-tone={props.tone}
    />
  );
}

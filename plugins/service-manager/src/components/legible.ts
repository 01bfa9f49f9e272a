import styles from './legible.module.css';

/** The class of a part of the page whose quiet text is to be read by all. */
export const legible = styles.legible;

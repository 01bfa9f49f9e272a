import type { ReactNode } from 'react';
import styles from './HelpTable.module.css';

export interface HelpTableProps {
  caption: string;
  /** Keys are given as a list of their names. */
  rows: readonly (readonly [
    sign: readonly string[] | ReactNode,
    meaning: string,
  ])[];
}

/** What keys do, or what signs mean. */
export function HelpTable(props: HelpTableProps) {
  const { caption, rows } = props;
  return (
    <table className={styles.table}>
      <caption>{caption}</caption>
      <tbody>
        {rows.map(([sign, meaning]) => (
          <tr key={meaning}>
            <th scope="row">
              {Array.isArray(sign)
                ? sign.map(name => <kbd key={name}>{name}</kbd>)
                : (sign as ReactNode)}
            </th>
            <td>{meaning}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

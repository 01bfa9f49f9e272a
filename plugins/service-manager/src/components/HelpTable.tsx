import type { ReactNode } from 'react';
import styles from './HelpTable.module.css';

/** What keys do, or what signs mean. Keys are given as a list of their names. */
export function HelpTable(props: {
  caption: string;
  rows: readonly (readonly [
    sign: readonly string[] | ReactNode,
    meaning: string,
  ])[];
}) {
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

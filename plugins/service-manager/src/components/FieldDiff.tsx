import { Fragment } from 'react';
import type { FieldChange } from '@vtasker/backstage-plugin-service-manager-common';
import styles from './FieldDiff.module.css';
import { ScrollRegion } from './ScrollRegion';

function say(value: unknown): string {
  if (value === undefined) return 'not set';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** `spec.`, `containers[`, `web].`, `image`: where a line may break. */
function partsOf(path: string): string[] {
  return path.split(/(?<=[.[])/);
}

/** Field by field, what it is and what it becomes. */
export function FieldDiff(props: { label: string; diff: FieldChange[] }) {
  const { label, diff } = props;
  if (diff.length === 0)
    return <p className={styles.none}>No field changes.</p>;
  return (
    <ScrollRegion label={label}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">Field</th>
            <th scope="col">Now</th>
            <th scope="col">Then</th>
          </tr>
        </thead>
        <tbody>
          {diff.map(({ path, before, after }) => (
            <tr key={path}>
              <th scope="row">
                {partsOf(path).map((part, at) => (
                  <Fragment key={at}>
                    {at > 0 && <wbr />}
                    {part}
                  </Fragment>
                ))}
              </th>
              <td className={styles.before}>{say(before)}</td>
              <td className={styles.after}>{say(after)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  );
}

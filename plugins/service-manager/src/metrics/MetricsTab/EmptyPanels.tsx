import { Text } from '@backstage/ui';
import type { Shown } from './ChartPanel';
import styles from './EmptyPanels.module.css';

const UNKNOWN = {
  why: 'Nothing was measured in this time.',
  nextStep: 'Choose a longer time.',
};

/** The charts that there would be, by why there are none: each reason once. */
export function EmptyPanels(props: { panels: readonly Shown[] }) {
  const { panels } = props;
  if (panels.length === 0) return null;
  const reasons = new Map<string, { titles: string[] } & Shown['empty']>();
  for (const { title, empty = UNKNOWN } of panels) {
    const key = `${empty.why} ${empty.nextStep}`;
    const { titles } = reasons.get(key) ?? { titles: [] };
    reasons.set(key, { ...empty, titles: [...titles, title] });
  }
  return (
    <section className={styles.empty} aria-label="Charts without values">
      <dl>
        {[...reasons].map(([key, { titles, why, nextStep }]) => (
          <div key={key} className={styles.reason}>
            <dt>{titles.join(', ')}</dt>
            <dd>
              <Text variant="body-small">
                {why} {nextStep}
              </Text>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

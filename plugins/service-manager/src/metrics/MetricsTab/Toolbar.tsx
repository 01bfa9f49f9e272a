import type { RefObject } from 'react';
import { Button, ButtonIcon, ToggleButton } from '@backstage/ui';
import { HintedButton } from '../../components';
import { KeyboardIcon } from '../../icons';
import { type Chosen, lookAt, type MetricsView, zoomOut } from '../pure';
import { RangeMenu } from './RangeMenu';
import type { SetView } from './useMetricsView';
import styles from './MetricsTab.module.css';

const lines = [
  ['service', 'All pods together'],
  ['pod', 'Each pod'],
] as const;

/** Which time, which lines, and a query of one's own. */
export function Toolbar(props: {
  view: MetricsView;
  /** The time that is shown. */
  range: Chosen;
  setView: SetView;
  /** Why one cannot query; one can when absent. */
  noQuery: string | undefined;
  /** Around the button that opens the query, which has the focus again after. */
  queryButton: RefObject<HTMLSpanElement>;
  onHelp(): void;
}) {
  const { view, range, setView, noQuery, queryButton, onHelp } = props;
  return (
    <div className={styles.toolbar} role="toolbar" aria-label="Metrics">
      <RangeMenu
        range={range}
        utc={view.utc}
        onChoose={chosen => setView(lookAt(chosen))}
      />
      {view.wider.length > 0 && (
        <Button
          size="small"
          variant="secondary"
          onPress={() => setView(zoomOut(view))}
        >
          Zoom out
        </Button>
      )}
      <div role="group" aria-label="Lines" className={styles.choice}>
        {lines.map(([by, words]) => (
          <ToggleButton
            key={by}
            size="small"
            isSelected={view.by === by}
            onChange={() => setView({ by })}
          >
            {words}
          </ToggleButton>
        ))}
      </div>
      <div className={styles.actions}>
        <span ref={queryButton}>
          <HintedButton
            size="small"
            unavailable={noQuery}
            onPress={() =>
              setView({ query: view.query === undefined ? '' : undefined })
            }
          >
            {view.query === undefined || noQuery
              ? 'Own query'
              : 'Close own query'}
          </HintedButton>
        </span>
        <ToggleButton
          size="small"
          isSelected={view.utc}
          aria-label="Times in UTC"
          onChange={utc => setView({ utc }, { replace: true })}
        >
          UTC
        </ToggleButton>
        <ButtonIcon
          size="small"
          variant="tertiary"
          aria-label="Keys ( ? )"
          icon={<KeyboardIcon />}
          onPress={onHelp}
        />
      </div>
    </div>
  );
}

import {
  Button,
  ButtonIcon,
  ToggleButton,
  ToggleButtonGroup,
} from '@backstage/ui';
import { HintedButton } from '../../components';
import { KeyboardIcon } from '../../icons';
import { lookAt, type MetricsView, zoomOut } from '../pure';
import { RangeMenu } from './RangeMenu';
import type { SetView } from './useMetricsView';
import styles from './MetricsTab.module.css';

/** Which time, which lines, and a query of one's own. */
export function Toolbar(props: {
  view: MetricsView;
  setView: SetView;
  /** Why one cannot query; one can when absent. */
  noQuery: string | undefined;
  onHelp(): void;
}) {
  const { view, setView, noQuery, onHelp } = props;
  return (
    <div className={styles.toolbar} role="toolbar" aria-label="Metrics">
      <RangeMenu
        range={view.range}
        utc={view.utc}
        onChoose={range => setView(lookAt(range))}
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
      <ToggleButtonGroup
        aria-label="Lines"
        selectionMode="single"
        disallowEmptySelection
        selectedKeys={[view.by]}
        onSelectionChange={keys =>
          setView({ by: keys.has('pod') ? 'pod' : 'service' })
        }
      >
        <ToggleButton id="service" size="small">
          All pods together
        </ToggleButton>
        <ToggleButton id="pod" size="small">
          Each pod
        </ToggleButton>
      </ToggleButtonGroup>
      <div className={styles.actions}>
        <HintedButton
          size="small"
          unavailable={noQuery}
          onPress={() =>
            setView({ query: view.query === undefined ? '' : undefined })
          }
        >
          {view.query === undefined ? 'Own query' : 'Close own query'}
        </HintedButton>
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

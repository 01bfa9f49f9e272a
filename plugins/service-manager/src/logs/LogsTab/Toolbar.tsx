import { memo, type RefObject } from 'react';
import { Button, ToggleButton } from '@backstage/ui';
import type { LogSources } from '@vtasker/backstage-plugin-service-manager-common';
import { CloseIcon, PlayIcon } from '../../icons';
import {
  containerChoices,
  hasPrevious,
  isFiltered,
  isLive,
  levels,
  type LogView,
  noFilters,
  podChoices,
} from '../pure';
import type { LogSession } from '../session';
import { ChoiceMenu } from './ChoiceMenu';
import { Hits } from './Hits';
import { LiveControls } from './LiveControls';
import { MoreMenu } from './MoreMenu';
import { RangeMenu } from './RangeMenu';
import { TypedField } from './TypedField';
import type { SetView } from './useLogView';
import styles from './LogsTab.module.css';

/** Search, filters, time, and what to do with the lines. */
function ToolbarView(props: {
  view: LogView;
  setView: SetView;
  sources: LogSources | undefined;
  searchField: RefObject<HTMLDivElement>;
  session: LogSession | undefined;
  /** Whose rows are seen. */
  shown: LogSession | undefined;
  /** The row one is at, by its number. */
  active: number | undefined;
  onHit(direction: 1 | -1): void;
  onFollow(): void;
  onCopy(): void;
  onDownload(format: 'ndjson' | 'text'): void;
  onQuery?(): void;
  onHelp(): void;
}) {
  const { view, setView, sources, onHit } = props;
  return (
    <div className={styles.toolbar} role="search" aria-label="Log lines">
      <div className={styles.group}>
        <TypedField
          field={props.searchField}
          className={styles.search}
          label="Search in the lines"
          placeholder="Search ( / )"
          value={view.search}
          onChange={search => setView({ search }, { replace: true })}
          onSubmit={() => onHit(1)}
        />
        {view.search !== '' && (
          <Hits session={props.shown} active={props.active} onHit={onHit} />
        )}
      </div>
      <div className={styles.group}>
        <TypedField
          className={styles.search}
          label="Only lines that hold"
          placeholder={view.regex ? 'Only lines that match' : 'Only lines with'}
          value={view.text}
          onChange={text => setView({ text })}
        />
        <ToggleButton
          size="small"
          isSelected={view.regex}
          isDisabled={view.text === ''}
          onChange={regex => setView({ regex })}
          aria-label="The text is an RE2 expression"
        >
          RE2
        </ToggleButton>
      </div>
      <ChoiceMenu
        label="Level"
        options={levels}
        chosen={view.levels}
        onChoose={chosen => setView({ levels: chosen })}
      />
      <ChoiceMenu
        label="Pod"
        options={podChoices(sources, view.pods)}
        chosen={view.pods}
        onChoose={pods => setView({ pods })}
      />
      <ChoiceMenu
        label="Container"
        options={containerChoices(sources, view.containers)}
        chosen={view.containers}
        onChoose={containers => setView({ containers })}
      />
      <RangeMenu view={view} setView={setView} />
      {Object.entries(view.fields).map(([name, value]) => (
        <Button
          key={name}
          size="small"
          variant="primary"
          iconEnd={<CloseIcon />}
          aria-label={`Only lines with ${name}=${value}: take off`}
          onPress={() => {
            const { [name]: gone, ...fields } = view.fields;
            setView({ fields });
          }}
        >
          {`${name}=${value.length > 30 ? `${value.slice(0, 30)}…` : value}`}
        </Button>
      ))}
      {view.previous && (
        <Button
          size="small"
          variant="primary"
          iconEnd={<CloseIcon />}
          onPress={() => setView({ previous: false })}
        >
          Before the last restart
        </Button>
      )}
      {isFiltered(view) && (
        <Button
          size="small"
          variant="tertiary"
          iconStart={<CloseIcon />}
          aria-label="Clear filters"
          onPress={() => setView(noFilters)}
        >
          Clear
        </Button>
      )}
      <div className={styles.actions}>
        {props.session && !view.previous && (
          <LiveControls session={props.session} onFollow={props.onFollow} />
        )}
        {(!isLive(view) || view.around) && (
          <Button
            size="small"
            variant="secondary"
            iconStart={<PlayIcon />}
            onPress={() =>
              setView({
                from: undefined,
                until: undefined,
                line: undefined,
                around: false,
              })
            }
          >
            Go live
          </Button>
        )}
        <MoreMenu
          view={view}
          setView={setView}
          hasPrevious={hasPrevious(sources)}
          onCopy={props.onCopy}
          onDownload={props.onDownload}
          onQuery={props.onQuery}
          onHelp={props.onHelp}
        />
      </div>
    </div>
  );
}

/** With all its menus it takes long to draw: only when something of it has changed. */
export const Toolbar = memo(ToolbarView);

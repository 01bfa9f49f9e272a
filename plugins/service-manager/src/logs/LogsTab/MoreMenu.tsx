import {
  ButtonIcon,
  Menu,
  MenuItem,
  MenuSeparator,
  MenuTrigger,
} from '@backstage/ui';
import { MoreIcon } from '../../icons';
import type { LogView } from '../pure';
import type { SetView } from './useLogView';

/** What one needs now and then. */
export function MoreMenu(props: {
  view: LogView;
  setView: SetView;
  hasPrevious: boolean;
  onCopy(): void;
  onDownload(format: 'ndjson' | 'text'): void;
  /** Absent where nobody may. */
  onQuery?(): void;
  onHelp(): void;
}) {
  const { view, setView, hasPrevious, onCopy, onDownload } = props;
  const { onQuery, onHelp } = props;
  const { wrap, utc, previous } = view;
  return (
    <MenuTrigger>
      <ButtonIcon
        size="small"
        variant="secondary"
        aria-label="More"
        icon={<MoreIcon />}
      />
      {/* At the edge of the window it would else find its width in steps. */}
      <Menu style={{ width: 'max-content' }}>
        <MenuItem onAction={() => setView({ wrap: !wrap }, { replace: true })}>
          {wrap ? 'Do not wrap long lines' : 'Wrap long lines'}
        </MenuItem>
        <MenuItem onAction={() => setView({ utc: !utc }, { replace: true })}>
          {utc ? 'Times in local time' : 'Times in UTC'}
        </MenuItem>
        <MenuItem
          isDisabled={!hasPrevious && !previous}
          onAction={() => setView({ previous: !previous })}
        >
          {previous
            ? 'Lines of the present containers'
            : 'Lines of the containers before the last restart'}
        </MenuItem>
        <MenuSeparator />
        <MenuItem onAction={onCopy}>Copy the lines in sight</MenuItem>
        <MenuItem onAction={() => onDownload('text')}>
          Download as text
        </MenuItem>
        <MenuItem onAction={() => onDownload('ndjson')}>
          Download as NDJSON
        </MenuItem>
        <MenuSeparator />
        {onQuery && <MenuItem onAction={onQuery}>Query with LogQL</MenuItem>}
        <MenuItem onAction={onHelp}>Keys and signs ( ? )</MenuItem>
      </Menu>
    </MenuTrigger>
  );
}

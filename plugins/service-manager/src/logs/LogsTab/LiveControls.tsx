import { Button, ToggleButton } from '@backstage/ui';
import { PauseIcon, PlayIcon } from '../../icons';
import type { LogSession } from '../session';
import { liveOf } from './outline';
import { useSessionState } from './useLogSession';

/** Stops and goes on with the lines as they come. */
export function LiveControls(props: { session: LogSession; onFollow(): void }) {
  const { session, onFollow } = props;
  const { live, refused, paused, following } = useSessionState(
    session,
    liveOf,
  )!;
  if (!live || refused) return null;
  return (
    <>
      <Button
        size="small"
        variant="secondary"
        iconStart={paused ? <PlayIcon /> : <PauseIcon />}
        onPress={() => session.pause(!paused)}
      >
        {paused ? 'Go on' : 'Pause'}
      </Button>
      <ToggleButton
        size="small"
        isSelected={following}
        onChange={chosen => chosen && onFollow()}
      >
        Follow
      </ToggleButton>
    </>
  );
}

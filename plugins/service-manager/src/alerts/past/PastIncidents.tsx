import { useEffect, useRef, useState } from 'react';
import { useSearchParams } from 'react-router-dom';
import {
  Button,
  Flex,
  Skeleton,
  Text,
  ToggleButton,
  ToggleButtonGroup,
} from '@backstage/ui';
import { ErrorNotice, Panel } from '../../components';
import {
  type PastRange,
  pastRanges,
  pastRangeWords,
  toPastRange,
} from '../pure';
import { IncidentItem } from './IncidentItem';
import styles from './PastIncidents.module.css';
import { Timeline } from './Timeline';
import { useIncidents } from './useIncidents';

const PARAMETER = 'fired';

/** What has fired for a service: to look at, and to read. */
export function PastIncidents(props: {
  entityRef: string;
  /** Says something else when an alert begins or ends. */
  standing: string;
}) {
  const { entityRef, standing } = props;
  const [params, setParams] = useSearchParams();
  const range = toPastRange(params.get(PARAMETER));
  const [chosen, setChosen] = useState<string>();
  const past = useIncidents(entityRef, range);
  const { first, items, error, refresh } = past;
  const stood = useRef(standing);
  useEffect(() => {
    if (stood.current === standing) return;
    stood.current = standing;
    void refresh();
  }, [standing, refresh]);
  const choose = (next: PastRange) =>
    setParams(before => {
      const changed = new URLSearchParams(before);
      changed.set(PARAMETER, next);
      return changed;
    });
  return (
    <Panel
      title="What has fired"
      actions={
        <ToggleButtonGroup
          aria-label="How far back"
          selectionMode="single"
          disallowEmptySelection
          selectedKeys={[range]}
          onSelectionChange={keys => choose(toPastRange(String([...keys][0])))}
        >
          {pastRanges.map(one => (
            <ToggleButton key={one} id={one} size="small">
              {pastRangeWords[one]}
            </ToggleButton>
          ))}
        </ToggleButtonGroup>
      }
    >
      {error && (
        <ErrorNotice
          title={
            first
              ? 'What has fired could not be read again'
              : 'What has fired could not be read'
          }
          error={error}
          onRetry={refresh}
        />
      )}
      {!first && !error && (
        <Flex
          direction="column"
          gap="2"
          role="group"
          aria-label="Loading what has fired"
        >
          <Skeleton height={18} />
          <Skeleton height={40} />
        </Flex>
      )}
      {first && (
        <div className={styles.body}>
          {items.length > 0 && (
            <>
              <Timeline
                timeline={first.timeline ?? []}
                from={first.from}
                until={first.until}
                chosen={chosen}
                onChoose={setChosen}
              />
              <ul className={styles.list} aria-label="What has fired">
                {items.map(incident => (
                  <IncidentItem
                    key={incident.id}
                    incident={incident}
                    entityRef={entityRef}
                    chosen={incident.id === chosen}
                  />
                ))}
              </ul>
            </>
          )}
          {items.length === 0 && <Text as="p">{sayNone(range)}</Text>}
          {past.more && (
            <Button
              size="small"
              variant="secondary"
              isPending={past.loadingMore}
              onPress={past.more}
            >
              Show older ones
            </Button>
          )}
          {past.moreError && (
            <ErrorNotice
              title="Older ones could not be read"
              error={past.moreError}
            />
          )}
          <Text as="p" variant="body-small" color="secondary">
            {sayKept(first)}
          </Text>
        </div>
      )}
    </Panel>
  );
}

function sayNone(range: PastRange): string {
  return range === 'all'
    ? 'Nothing has fired as far as is known.'
    : `Nothing has fired within the last ${pastRangeWords[range]}.`;
}

/** What this list rests on, and what it does not know. */
function sayKept(
  past: NonNullable<ReturnType<typeof useIncidents>['first']>,
): string {
  const { keptDays, sources, notices, timelineCut } = past;
  return [
    `Alerts of the service manager are kept for ${keptDays} days after their end.`,
    ...sources.map(({ name, problem }) =>
      problem
        ? `What ${name} fired is not known: ${problem}`
        : `What ${name} fired is known as long as it keeps it.`,
    ),
    ...notices,
    timelineCut && 'The timeline shows the newest only.',
  ]
    .filter(Boolean)
    .join(' ');
}

import { useEffect, useState } from 'react';
import { useApi } from '@backstage/frontend-plugin-api';
import { toError } from '@backstage/errors';
import type { Revision } from '@vtasker/backstage-plugin-service-manager-common';
import {
  Accordion,
  AccordionPanel,
  AccordionTrigger,
  Flex,
  Radio,
  RadioGroup,
  Skeleton,
  Text,
} from '@backstage/ui';
import { serviceManagerApiRef, toServiceParams } from '../../api';
import { ErrorNotice, FieldDiff, showProblem } from '../../components';
import { RelativeTime } from '../../time';
import { isAbout } from './fieldProblem';
import type { OptionsProps } from './types';
import styles from './RollbackOptions.module.css';

type Loaded = { workload?: string; items?: Revision[]; error?: Error };

function useRevisions(entityRef: string, workload: string | undefined) {
  const api = useApi(serviceManagerApiRef);
  const [loaded, setLoaded] = useState<Loaded>({});
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    const controller = new AbortController();
    api
      .call(
        'listRevisions',
        { params: toServiceParams(entityRef), query: { workload } },
        { signal: controller.signal },
      )
      .then(({ items }) => ({ workload, items }))
      .catch(error => ({ workload, error: toError(error) }))
      .then(result => {
        if (!controller.signal.aborted) setLoaded(result);
      });
    return () => controller.abort();
  }, [api, entityRef, workload, attempt]);
  return {
    // The revisions of another workload are nobody's to choose from.
    ...(loaded.workload === workload ? loaded : {}),
    retry: () => setAttempt(count => count + 1),
  };
}

/** Which revision, each with what would change. */
export function RollbackOptions(props: OptionsProps) {
  const { service, draft, onChange, problem } = props;
  const { items, error, retry } = useRevisions(
    service.entityRef,
    draft.workload,
  );
  if (error) {
    return (
      <ErrorNotice
        title="The revisions could not be read"
        error={error}
        onRetry={retry}
      />
    );
  }
  if (!items) {
    return (
      <Flex direction="column" gap="2" aria-label="Loading revisions">
        <Skeleton height={40} />
        <Skeleton height={40} />
        <Skeleton height={40} />
      </Flex>
    );
  }
  const others = items.filter(({ current }) => !current);
  if (others.length === 0) {
    return (
      <Text>
        The cluster keeps no earlier revision of this workload, so there is
        nothing to roll back to.
      </Text>
    );
  }
  const chosen = others.find(({ revision }) => revision === draft.revision);
  return (
    <Flex direction="column" gap="2">
      <RadioGroup
        label="Revision"
        value={draft.revision === undefined ? null : String(draft.revision)}
        onChange={value => onChange({ revision: Number(value) })}
        {...showProblem(
          isAbout(problem, 'revision') ? problem?.message : undefined,
        )}
      >
        {others.map(({ revision, createdAt, images, changeCause }) => (
          <Radio key={revision} value={String(revision)}>
            <span className={styles.revision}>
              <span>
                Revision {revision}, made <RelativeTime at={createdAt} />
                {changeCause && <>: {changeCause}</>}
              </span>
              <span className={styles.images}>
                {images.map(({ image }) => image).join(', ')}
              </span>
            </span>
          </Radio>
        ))}
      </RadioGroup>
      {chosen && (
        <Accordion>
          <AccordionTrigger>
            <Text variant="body-medium" weight="bold">
              What revision {chosen.revision} changes in the pod template
            </Text>
          </AccordionTrigger>
          <AccordionPanel>
            <FieldDiff
              label={`Difference to revision ${chosen.revision}`}
              diff={chosen.diff}
            />
          </AccordionPanel>
        </Accordion>
      )}
    </Flex>
  );
}

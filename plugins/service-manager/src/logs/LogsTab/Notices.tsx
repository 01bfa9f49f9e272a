import { Alert, Button } from '@backstage/ui';
import { describeError, ErrorNotice, QueryProblem } from '../../components';
import { InformationIcon } from '../../icons';
import type { LogView } from '../pure';
import type { LogSession, SourceProblem } from '../session';
import { contentOf, noticesOf } from './outline';
import { useSessionState } from './useLogSession';
import type { SetView } from './useLogView';
import styles from './LogsTab.module.css';

/** What is to be known beside the lines; they stay where they are. */
export function Notices(props: {
  view: LogView;
  setView: SetView;
  session: LogSession | undefined;
  /** Whose rows are seen. */
  shown: LogSession | undefined;
  sourceNotices: readonly string[];
  sourcesError?: Error;
}) {
  const { view, setView, session, shown, sourceNotices, sourcesError } = props;
  const state = useSessionState(session, noticesOf);
  const seen = useSessionState(shown, contentOf);
  const notices = new Set([...sourceNotices, ...(state?.notices ?? [])]);
  const refused = state?.refused;
  const error = refused ?? state?.error ?? sourcesError;
  const { problem } = state ?? {};
  return (
    <>
      {notices.size > 0 && (
        <ul className={styles.notices} aria-label="About these lines">
          {[...notices].map(notice => (
            <li key={notice}>
              <InformationIcon />
              {notice}
            </li>
          ))}
        </ul>
      )}
      {problem && (
        <Alert
          role="alert"
          status="warning"
          icon
          title="The source of the lines has a problem; the lines here stay"
          description={sayProblem(problem)}
        />
      )}
      {error && (
        <Problem
          title={`${titleOf(error, Boolean(refused), view)}${
            shown !== session && seen?.empty === false
              ? '; the lines are those of before'
              : ''
          }`}
          error={error}
          view={view}
          setView={setView}
          onRetry={() => session?.retry()}
        />
      )}
    </>
  );
}

const writtenAs: Record<string, { name: string; part: 'logql' | 'text' }> = {
  'query.logql': { name: 'The query', part: 'logql' },
  'query.regex': { name: 'The expression', part: 'text' },
  'query.text': { name: 'The text', part: 'text' },
};

/** What is wrong with what one has written stands beside its place. */
function Problem(props: {
  title: string;
  error: Error;
  view: LogView;
  setView: SetView;
  onRetry(): void;
}) {
  const { title, error, view, setView, onRetry } = props;
  const { statusCode } = error as { statusCode?: number };
  const { field } = describeError(error);
  const written = field ? writtenAs[field] : undefined;
  if (written || isNoQuery(error, view)) {
    const { name, part } = written ?? writtenAs['query.logql'];
    return (
      <QueryProblem
        title={title}
        name={name}
        query={view[part]}
        error={error}
        action={
          <Button
            size="small"
            variant="secondary"
            onPress={() => setView({ [part]: '' })}
          >
            Go on without it
          </Button>
        }
      />
    );
  }
  return (
    <ErrorNotice
      title={title}
      error={error}
      // The same filters would be refused again.
      onRetry={statusCode === 400 ? undefined : onRetry}
    />
  );
}

/** With a query, the right to ask it may be what is missing. */
function isNoQuery(error: Error, view: LogView): boolean {
  const { statusCode } = error as { statusCode?: number };
  return statusCode === 403 && view.logql !== '';
}

function titleOf(error: Error, live: boolean, view: LogView): string {
  const { statusCode } = error as { statusCode?: number };
  if (isNoQuery(error, view)) return 'The LogQL of this link is not run';
  if (statusCode === 403) return 'You may not read the lines of this service';
  const { code, field } = describeError(error);
  if (field === 'query.logql') return 'This query cannot be used';
  if (code === 'INVALID_CURSOR') return 'This link leads to no line here';
  if (statusCode === 400 || code === 'INVALID_FIELD') {
    return 'These filters cannot be used';
  }
  return live ? 'The lines cannot be followed' : 'The lines could not be read';
}

function sayProblem(problem: SourceProblem): string {
  const { message, nextStep, retryInMs } = problem;
  const again =
    retryInMs === undefined
      ? ''
      : ` It is asked again in ${Math.ceil(retryInMs / 1000)} s.`;
  return `${message}${nextStep ? ` ${nextStep}` : ''}${again}`;
}

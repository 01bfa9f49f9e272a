import type { OperationStep } from '@vtasker/backstage-plugin-service-manager-common';
import {
  CheckIcon,
  CircleIcon,
  CloseIcon,
  LoaderIcon,
  SkipIcon,
} from '../icons';
import { formatDuration, RelativeTime } from '../time';
import styles from './OperationSteps.module.css';

const states = {
  pending: { Icon: CircleIcon, word: 'Not begun' },
  running: { Icon: LoaderIcon, word: 'Running' },
  done: { Icon: CheckIcon, word: 'Done' },
  failed: { Icon: CloseIcon, word: 'Failed' },
  skipped: { Icon: SkipIcon, word: 'Skipped' },
};

/** The steps of an operation as a checklist with times and live counts. */
export function OperationSteps(props: { steps: OperationStep[] }) {
  return (
    <ol className={styles.steps} aria-label="Steps">
      {props.steps.map(step => {
        const { Icon, word } = states[step.state];
        const { progress } = step;
        return (
          <li key={step.id} className={styles.step} data-state={step.state}>
            <Icon size={18} aria-hidden className={styles.icon} />
            <div className={styles.text}>
              <span>
                {step.title}
                {progress && (
                  <strong>
                    {' '}
                    {progress.done} of {progress.total}
                  </strong>
                )}
              </span>
              {step.message && (
                <span className={styles.message}>{step.message}</span>
              )}
            </div>
            <span className={styles.time}>
              {word}
              <StepTime step={step} />
            </span>
          </li>
        );
      })}
    </ol>
  );
}

function StepTime(props: { step: OperationStep }) {
  const { startedAt, endedAt } = props.step;
  if (!startedAt) return null;
  if (!endedAt) {
    return (
      <>
        {' '}
        for <RelativeTime at={startedAt} format="duration" />
      </>
    );
  }
  const took = new Date(endedAt).getTime() - new Date(startedAt).getTime();
  return <> in {formatDuration(took)}</>;
}

import { Alert, Button } from '@backstage/ui';
import { describeError } from './describeError';

/** Says what went wrong, what to do next, and where to look it up. */
export function ErrorNotice(props: {
  title: string;
  error: Error;
  onRetry?: () => void;
}) {
  const { title, error, onRetry } = props;
  const { message, nextStep, reference, code } = describeError(error);
  const found = [code, reference && `request ${reference}`].filter(Boolean);
  return (
    <Alert
      role="alert"
      status="danger"
      icon
      title={title}
      description={
        <>
          {message}
          {nextStep && <> {nextStep}</>}
          {found.length > 0 && <> ({found.join(', ')})</>}
        </>
      }
      customActions={
        onRetry && (
          <Button size="small" variant="secondary" onPress={onRetry}>
            Try again
          </Button>
        )
      }
    />
  );
}

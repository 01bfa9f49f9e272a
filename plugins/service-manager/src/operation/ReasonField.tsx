import type { Operation } from '@vtasker/backstage-plugin-service-manager-common';
import { Button, Flex, Text, TextField } from '@backstage/ui';
import { showProblem } from '../components';
import styles from './ReasonField.module.css';

const OFFERED = 3;

/** The latest reasons that people gave, each once. */
export function recentReasons(operations: Operation[]): string[] {
  const given = operations
    .map(({ reason }) => reason?.trim())
    .filter(reason => reason !== undefined && reason !== '');
  return [...new Set(given as string[])].slice(0, OFFERED);
}

/** Why, for those who read the history. */
export function ReasonField(props: {
  value: string;
  onChange(value: string): void;
  required: boolean;
  operations: Operation[];
  problem?: string;
}) {
  const { value, onChange, required, operations, problem } = props;
  const offered = recentReasons(operations);
  return (
    <Flex direction="column" gap="2">
      <TextField
        label="Reason"
        description="For those who read the history."
        isRequired={required}
        maxLength={500}
        value={value}
        onChange={onChange}
        {...showProblem(problem)}
      />
      {offered.length > 0 && (
        <div role="group" aria-label="Recent reasons" className={styles.recent}>
          <Text variant="body-small" color="secondary">
            Recent:
          </Text>
          {offered.map(reason => (
            <Button
              key={reason}
              size="small"
              variant="tertiary"
              className={styles.reason}
              onPress={() => onChange(reason)}
            >
              {reason}
            </Button>
          ))}
        </div>
      )}
    </Flex>
  );
}

import { useState } from 'react';
import { parseAbsoluteToLocal } from '@internationalized/date';
import { DatePicker, Flex, Radio, RadioGroup, Text } from '@backstage/ui';
import { formatExact } from '../../time';
import { ComeBack, toUntil } from './comeBack';
import { isAbout, showProblem } from './fieldProblem';
import type { OptionsProps } from './types';

/** When it comes back by itself. */
export function StopOptions(props: OptionsProps) {
  const { draft, onChange, problem } = props;
  const [choice, setChoice] = useState<ComeBack>('never');
  const message = isAbout(problem, 'until') ? problem?.message : undefined;

  function choose(next: ComeBack) {
    setChoice(next);
    // A moment to start from, so that the picker is not empty.
    onChange({ until: toUntil(next === 'at' ? '1h' : next, new Date()) });
  }

  return (
    <Flex direction="column" gap="2">
      <RadioGroup
        label="Come back"
        orientation="horizontal"
        value={choice}
        onChange={value => choose(value as ComeBack)}
        {...showProblem(choice === 'at' ? undefined : message)}
      >
        <Radio value="never">When someone starts it</Radio>
        <Radio value="1h">In 1 hour</Radio>
        <Radio value="4h">In 4 hours</Radio>
        <Radio value="tomorrow">Tomorrow 08:00</Radio>
        <Radio value="at">At a time</Radio>
      </RadioGroup>
      {choice === 'at' && (
        <DatePicker
          label="Come back at"
          granularity="minute"
          hourCycle={24}
          value={draft.until ? parseAbsoluteToLocal(draft.until) : null}
          onChange={value =>
            onChange({
              until:
                value && 'toAbsoluteString' in value
                  ? value.toAbsoluteString()
                  : undefined,
            })
          }
          {...showProblem(message)}
        />
      )}
      {draft.until && choice !== 'at' && (
        <Text variant="body-small" color="secondary">
          Starts again by itself on {formatExact(new Date(draft.until))}.
        </Text>
      )}
    </Flex>
  );
}

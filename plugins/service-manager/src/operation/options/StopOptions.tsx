import { useState } from 'react';
import { Flex, Radio, RadioGroup, Text, TextField } from '@backstage/ui';
import { showProblem } from '../../components';
import { formatExact, fromLocal, toLocal } from '../../time';
import { ComeBack, toUntil } from './comeBack';
import { isAbout } from './fieldProblem';
import type { OptionsProps } from './types';

// The browser's own picker: the field hands the type on, though its props do
// not name it.
const dateAndTime: object = { type: 'datetime-local', step: 60 };

/** When it comes back by itself. */
export function StopOptions(props: OptionsProps) {
  const { draft, onChange, problem } = props;
  const [choice, setChoice] = useState<ComeBack>('never');
  const [local, setLocal] = useState('');
  const message = isAbout(problem, 'until') ? problem?.message : undefined;

  function choose(next: ComeBack) {
    setChoice(next);
    // A moment to start from, so that the picker is not empty.
    const until = toUntil(next === 'at' ? '1h' : next, new Date());
    if (until) setLocal(toLocal(new Date(until)));
    onChange({ until });
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
        <TextField
          {...dateAndTime}
          label="Come back at"
          description="On the clock of this computer."
          value={local}
          onChange={value => {
            setLocal(value);
            onChange({ until: fromLocal(value) });
          }}
          {...showProblem(
            message ??
              (fromLocal(local) ? undefined : 'Choose a day and a time.'),
          )}
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

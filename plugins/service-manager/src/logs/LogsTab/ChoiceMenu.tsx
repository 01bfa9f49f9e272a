import { CheckMenu } from '../../components';

/** Chooses some of a list; none chosen means all. */
export function ChoiceMenu<T extends string>(props: {
  label: string;
  options: readonly T[];
  chosen: readonly T[];
  onChoose(chosen: T[]): void;
}) {
  const { label, options, chosen, onChoose } = props;
  return (
    <CheckMenu
      label={label}
      options={options.map(value => ({ value, name: value }))}
      chosen={chosen}
      // In the order of the list, so that one view has one address.
      onChoose={values =>
        onChoose(options.filter(option => values.includes(option)))
      }
    />
  );
}

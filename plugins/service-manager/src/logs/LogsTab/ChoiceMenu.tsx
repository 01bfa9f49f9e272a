import {
  Button,
  MenuAutocompleteListbox,
  MenuListBoxItem,
  MenuTrigger,
} from '@backstage/ui';
import { ChevronDownIcon } from '../../icons';

/** Chooses some of a list; none chosen means all. */
export function ChoiceMenu<T extends string>(props: {
  label: string;
  options: readonly T[];
  chosen: readonly T[];
  onChoose(chosen: T[]): void;
}) {
  const { label, options, chosen, onChoose } = props;
  const [first, ...others] = chosen;
  const more = others.length > 0 ? ` +${others.length}` : '';
  return (
    <MenuTrigger>
      <Button
        size="small"
        variant={first ? 'primary' : 'secondary'}
        iconEnd={<ChevronDownIcon />}
      >
        {first ? `${label}: ${first}${more}` : label}
      </Button>
      <MenuAutocompleteListbox
        aria-label={label}
        placeholder={`Search ${label.toLowerCase()}`}
        selectionMode="multiple"
        maxHeight="320px"
        virtualized={options.length > 100}
        selectedKeys={chosen}
        onSelectionChange={keys =>
          onChoose(options.filter(option => keys === 'all' || keys.has(option)))
        }
      >
        {options.map(option => (
          <MenuListBoxItem key={option} id={option} textValue={option}>
            {option}
          </MenuListBoxItem>
        ))}
      </MenuAutocompleteListbox>
    </MenuTrigger>
  );
}

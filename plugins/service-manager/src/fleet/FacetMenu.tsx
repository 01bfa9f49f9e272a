import { memo } from 'react';
import {
  Button,
  MenuAutocompleteListbox,
  MenuListBoxItem,
  MenuTrigger,
} from '@backstage/ui';
import { ChevronDownIcon } from '../icons';
import { shortRef } from './names';
import { FleetFilter, NONE } from './types';

function FacetMenuView(props: {
  facet: 'owners' | 'systems' | 'clusters';
  label: string;
  options: { value: string; count: number }[];
  chosen: string[];
  onChoose(change: Partial<FleetFilter>): void;
}) {
  const { facet, label, options, chosen, onChoose } = props;
  const nameOf = (value: string) =>
    value === NONE ? `No ${label.toLowerCase()}` : shortRef(value);
  const [first, ...others] = chosen;
  const more = others.length > 0 ? ` +${others.length}` : '';
  return (
    <MenuTrigger>
      <Button
        size="small"
        variant={first ? 'primary' : 'secondary'}
        iconEnd={<ChevronDownIcon />}
      >
        {first ? `${label}: ${nameOf(first)}${more}` : label}
      </Button>
      <MenuAutocompleteListbox
        aria-label={label}
        placeholder={`Search ${label.toLowerCase()}`}
        selectionMode="multiple"
        // Escape closes it; by default it takes back what was chosen.
        escapeKeyBehavior="none"
        maxHeight="320px"
        virtualized={options.length > 100}
        selectedKeys={chosen}
        onSelectionChange={keys =>
          onChoose({
            [facet]:
              keys === 'all'
                ? options.map(option => option.value)
                : [...keys].map(String),
          })
        }
      >
        {options.map(({ value, count }) => (
          <MenuListBoxItem key={value} id={value} textValue={nameOf(value)}>
            {nameOf(value)} ({count})
          </MenuListBoxItem>
        ))}
      </MenuAutocompleteListbox>
    </MenuTrigger>
  );
}

/** Chooses values of one facet from a list that can be searched. */
export const FacetMenu = memo(FacetMenuView);

import { memo } from 'react';
import { CheckMenu } from '../components';
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
  // What is chosen stays to be seen, also where no service has it any more.
  const gone = chosen.filter(value => !options.some(o => o.value === value));
  return (
    <CheckMenu
      label={label}
      options={[...options, ...gone.map(value => ({ value, count: 0 }))].map(
        ({ value, count }) => ({ value, name: nameOf(value), count }),
      )}
      chosen={chosen}
      onChoose={values => onChoose({ [facet]: values })}
    />
  );
}

/** Chooses values of one facet from a list that can be searched. */
export const FacetMenu = memo(FacetMenuView);

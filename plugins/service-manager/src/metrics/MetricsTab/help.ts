import type { HelpTableProps } from '../../components';

const keys: [string[], string][] = [
  [['Tab'], 'From chart to chart'],
  [['←', '→'], 'The value before, the next value; in all charts'],
  [['Page Down', 'Page Up'], 'Ten values back, ten further'],
  [['Home', 'End'], 'First value, last value'],
  [['Shift ←', 'Shift →'], 'Choose a time'],
  [['Enter'], 'Zoom into the chosen time; without one, open the chart large'],
  [['Esc'], 'Let go of the moment, zoom out, close the large chart'],
  [['t'], 'The chart as a table, and back'],
  [['?'], 'This help'],
];

const signs: [string, string][] = [
  [
    'Dashed line',
    'A limit, a request, or what is desired; an arrow: it lies higher',
  ],
  ['Dashed line downwards', 'An event of the lane above'],
  ['Interrupted line', 'Nothing was measured: not 0'],
  ['Grey ground', 'Values of this time are not kept any more'],
];

/** The keys, and what is drawn how. */
export const help: HelpTableProps[] = [
  { caption: 'Keys', rows: keys },
  { caption: 'Signs', rows: signs },
];

import type { HelpTableProps } from '../components';
import {
  StatusIcon,
  statusMeanings,
  statusOrder,
  statusWords,
} from '../status';

const keys: [string[], string][] = [
  [['/'], 'Search'],
  [['↓', 'j'], 'Next service'],
  [['↑', 'k'], 'Previous service'],
  [['Page Down', 'Page Up'], 'A page further, a page back'],
  [['Home', 'End'], 'First service, last service'],
  [['Enter'], 'Open the service'],
  [['Esc'], 'Leave the row, or clear the filters'],
  [['?'], 'This help'],
];

/** The keys and what the statuses mean. */
export const help: HelpTableProps[] = [
  { caption: 'Keys', rows: keys },
  {
    caption: 'Statuses',
    rows: statusOrder.map(state => [
      <>
        <StatusIcon state={state} /> {statusWords[state]}
      </>,
      statusMeanings[state],
    ]),
  },
];

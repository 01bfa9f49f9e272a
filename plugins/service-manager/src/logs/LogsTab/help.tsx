import type { HelpTableProps } from '../../components';
import { levels } from '../pure';
import { LevelIcon } from './LevelIcon';

const keys: [string[], string][] = [
  [['/'], 'Search in the lines'],
  [['n', 'N'], 'Next hit, previous hit'],
  [['↓', 'j'], 'Next line'],
  [['↑', 'k'], 'Previous line'],
  [['Page Down', 'Page Up'], 'A page further, a page back'],
  [['Home'], 'Oldest line that is held; older ones come by themselves'],
  [['End'], 'Follow the newest lines'],
  [['Enter'], 'Open the line: its fields, its context, a link to it'],
  [['Esc'], 'Leave the line, close what is open'],
  [['?'], 'This help'],
];

const meanings = {
  fatal: 'The line says fatal, panic, critical, …',
  error: 'The line says error',
  warn: 'The line says warn or warning',
  info: 'The line says info or notice',
  debug: 'The line says debug',
  trace: 'The line says trace',
  unknown: 'The line says no level; which output it came from says nothing',
};

const marks: [string, string][] = [
  ['+2 lines', 'A record of several lines, or a very long one: unfolds it'],
  ['late', 'Came so late that lines after it were shown before'],
  ['previous', 'Of the container before its last restart'],
  [
    '<U+202E>',
    'A character that would not be seen, or would turn others round',
  ],
];

/** The keys, the levels, and the marks in a line. */
export const help: HelpTableProps[] = [
  { caption: 'Keys', rows: keys },
  {
    caption: 'Levels',
    rows: levels.map(level => [
      <>
        <LevelIcon level={level} /> {level}
      </>,
      meanings[level],
    ]),
  },
  { caption: 'Marks in a line', rows: marks },
];

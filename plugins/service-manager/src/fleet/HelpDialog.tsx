import {
  Button,
  Dialog,
  DialogBody,
  DialogFooter,
  DialogHeader,
} from '@backstage/ui';
import { HelpTable } from '../components';
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
export function HelpDialog(props: {
  isOpen: boolean;
  onOpenChange(open: boolean): void;
}) {
  return (
    <Dialog {...props} width={560}>
      <DialogHeader>Keys and statuses</DialogHeader>
      <DialogBody>
        <HelpTable caption="Keys" rows={keys} />
        <HelpTable
          caption="Statuses"
          rows={statusOrder.map(state => [
            <>
              <StatusIcon state={state} /> {statusWords[state]}
            </>,
            statusMeanings[state],
          ])}
        />
      </DialogBody>
      <DialogFooter>
        <Button variant="secondary" slot="close">
          Close help
        </Button>
      </DialogFooter>
    </Dialog>
  );
}

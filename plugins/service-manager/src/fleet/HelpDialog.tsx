import {
  Button,
  Dialog,
  DialogBody,
  DialogFooter,
  DialogHeader,
} from '@backstage/ui';
import {
  StatusIcon,
  statusMeanings,
  statusOrder,
  statusWords,
} from '../status';
import styles from './HelpDialog.module.css';

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
        <table className={styles.table}>
          <caption>Keys</caption>
          <tbody>
            {keys.map(([names, what]) => (
              <tr key={what}>
                <th scope="row">
                  {names.map(name => (
                    <kbd key={name}>{name}</kbd>
                  ))}
                </th>
                <td>{what}</td>
              </tr>
            ))}
          </tbody>
        </table>
        <table className={styles.table}>
          <caption>Statuses</caption>
          <tbody>
            {statusOrder.map(state => (
              <tr key={state}>
                <th scope="row">
                  <StatusIcon state={state} /> {statusWords[state]}
                </th>
                <td>{statusMeanings[state]}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </DialogBody>
      <DialogFooter>
        <Button variant="secondary" slot="close">
          Close help
        </Button>
      </DialogFooter>
    </Dialog>
  );
}

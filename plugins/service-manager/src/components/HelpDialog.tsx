import {
  Button,
  Dialog,
  DialogBody,
  DialogFooter,
  DialogHeader,
} from '@backstage/ui';
import { HelpTable, type HelpTableProps } from './HelpTable';

/** What the keys of a page do, and what its signs mean. */
export function HelpDialog(props: {
  title: string;
  tables: readonly HelpTableProps[];
  isOpen: boolean;
  onOpenChange(open: boolean): void;
}) {
  const { title, tables, isOpen, onOpenChange } = props;
  return (
    <Dialog isOpen={isOpen} onOpenChange={onOpenChange} width={600}>
      <DialogHeader>{title}</DialogHeader>
      <DialogBody>
        {tables.map(table => (
          <HelpTable key={table.caption} {...table} />
        ))}
      </DialogBody>
      <DialogFooter>
        <Button variant="secondary" slot="close">
          Close help
        </Button>
      </DialogFooter>
    </Dialog>
  );
}

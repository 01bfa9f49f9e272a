import { useState } from 'react';
import {
  Button,
  ButtonIcon,
  Dialog,
  DialogBody,
  DialogFooter,
  DialogHeader,
  DialogTrigger,
  Flex,
  Text,
  TextField,
} from '@backstage/ui';
import { BookmarkIcon, BinIcon } from '../icons';
import { useSavedViews } from './useSavedViews';

/** Keeps the filters, order and columns under a name, and brings them back. */
export function SavedViews(props: {
  /** The present view as the URL's parameters. */
  query: string;
  onOpen(query: string): void;
}) {
  const { query, onOpen } = props;
  const { views, save, remove } = useSavedViews();
  const [open, setOpen] = useState(false);
  const [name, setName] = useState('');
  const trimmed = name.trim();
  const replaces = views.some(view => view.name === trimmed);

  async function saveView() {
    await save({ name: trimmed, query });
    setName('');
  }

  return (
    <DialogTrigger isOpen={open} onOpenChange={setOpen}>
      <Button size="small" variant="secondary" iconStart={<BookmarkIcon />}>
        Views
      </Button>
      <Dialog width={420}>
        <DialogHeader>Saved views</DialogHeader>
        <DialogBody>
          <Flex direction="column" gap="4">
            {views.length === 0 && (
              <Text>
                None yet. A view keeps the search, the filters, the order and
                the columns.
              </Text>
            )}
            {views.map(view => (
              <Flex key={view.name} justify="between" align="center">
                <Button
                  variant="tertiary"
                  onPress={() => {
                    onOpen(view.query);
                    setOpen(false);
                  }}
                >
                  {view.name}
                </Button>
                <ButtonIcon
                  variant="tertiary"
                  aria-label={`Delete the view ${view.name}`}
                  icon={<BinIcon />}
                  onPress={() => remove(view.name)}
                />
              </Flex>
            ))}
            <TextField
              label="Name for the present view"
              maxLength={60}
              value={name}
              onChange={setName}
              description={
                replaces ? 'Replaces the saved view of this name.' : undefined
              }
            />
          </Flex>
        </DialogBody>
        <DialogFooter>
          <Button isDisabled={!trimmed} onPress={saveView}>
            Save view
          </Button>
          <Button variant="secondary" slot="close">
            Close
          </Button>
        </DialogFooter>
      </Dialog>
    </DialogTrigger>
  );
}

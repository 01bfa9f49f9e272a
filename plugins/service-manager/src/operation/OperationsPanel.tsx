import { useState } from 'react';
import type { Operation } from '@vtasker/backstage-plugin-service-manager-common';
import { Button } from '@backstage/ui';
import { Panel } from '../components';
import { OperationsList } from './OperationsList';

const FEW = 5;

/** The last operations on a service, newest first. */
export function OperationsPanel(props: {
  operations: Operation[];
  onOpen(id: string): void;
  onChanged(): void;
}) {
  const { operations, onOpen, onChanged } = props;
  const [all, setAll] = useState(false);
  return (
    <Panel title="Last operations">
      <OperationsList
        operations={all ? operations : operations.slice(0, FEW)}
        onOpen={onOpen}
        onUndone={started => {
          onOpen(started.id);
          onChanged();
        }}
      />
      {operations.length > FEW && (
        <Button size="small" variant="tertiary" onPress={() => setAll(!all)}>
          {all
            ? 'Show fewer operations'
            : `Show all ${operations.length} operations`}
        </Button>
      )}
    </Panel>
  );
}

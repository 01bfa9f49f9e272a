import { screen, waitFor, within } from '@testing-library/react';
import type { Service } from '@vtasker/backstage-plugin-service-manager-common';
import { anOperation, aPreview, aService, FakeServer } from '../testing';
import { renderServiceTab } from './renderExtension';

export const accepted = anOperation({
  id: 'op-new',
  phase: 'accepted',
  outcome: undefined,
  undoable: false,
  cancellable: true,
  steps: [
    { id: '1', title: 'Set project-manager to 0 replicas', state: 'pending' },
  ],
});

export function aServer(service: Service = aService()): FakeServer {
  return new FakeServer()
    .on('getService', () => service)
    .on('previewOperation', ({ body }) => aPreview({ verb: body.verb }))
    .on('createOperation', ({ body }) => ({
      ...accepted,
      verb: body.verb,
      parameters: body.parameters,
    }))
    .on('getOperation', () => accepted);
}

export async function openDialog(server: FakeServer, change: string) {
  renderServiceTab(server, `/?change=${change}`);
  return within(await screen.findByRole('dialog'));
}

export async function confirmable(name: string) {
  const button = await screen.findByRole('button', { name });
  await waitFor(() => expect(button).not.toHaveAttribute('aria-disabled'));
  return button;
}

import { screen } from '@testing-library/react';
import { aService, FakeServer } from '../testing';
import { renderServiceTab } from '../testing/renderExtension';

describe('the Service tab', () => {
  it('shows the service', async () => {
    const server = new FakeServer().on('getService', () => aService());
    renderServiceTab(server);
    expect(await screen.findByText('All 3 pods are ready.')).toBeVisible();
  });
});

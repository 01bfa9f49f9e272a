import { screen } from '@testing-library/react';
import type { Service } from '@vtasker/backstage-plugin-service-manager-common';
import { aService, FakeServer } from '../testing';
import { renderServiceTab } from './renderExtension';

export function serverWith(service: Service): FakeServer {
  return new FakeServer().on('getService', () => service);
}

export async function showTab(overrides: Partial<Service> = {}) {
  const server = serverWith(aService(overrides));
  renderServiceTab(server);
  await screen.findByRole('region', { name: 'Workloads' });
  return server;
}

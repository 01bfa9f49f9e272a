import { screen } from '@testing-library/react';
import { coreExtensionData } from '@backstage/frontend-plugin-api';
import { createExtensionTester } from '@backstage/frontend-test-utils';
import {
  EntityCardBlueprint,
  EntityContentBlueprint,
} from '@backstage/plugin-catalog-react/alpha';
import plugin from './index';
import { serviceManagerPlugin } from './plugin';
import { anOperation, aService, FakeServer } from './testing';
import { anEntity, renderExtension } from './__testUtils__/renderExtension';

const bare = { ...anEntity, metadata: { name: 'bare' } };
const annotated = (name: string) => ({
  ...bare,
  metadata: { name: 'it', annotations: { [name]: 'x' } },
});

describe('the plugin', () => {
  it('is what the package exports by default, where apps look for it', () => {
    expect(plugin).toBe(serviceManagerPlugin);
    expect(plugin.id).toBe('service-manager');
  });

  it.each([
    ['entity-content:service-manager/service', '/service'],
    ['entity-content:service-manager/logs', '/logs'],
    ['entity-content:service-manager/metrics', '/metrics'],
  ] as const)(
    'shows %s on components and resources, annotated or not',
    (id, path) => {
      const tab = createExtensionTester(serviceManagerPlugin.getExtension(id));
      expect(tab.get(coreExtensionData.routePath)).toBe(path);
      const filter = tab.get(EntityContentBlueprint.dataRefs.filterFunction)!;
      expect(filter(bare)).toBe(true);
      expect(filter({ ...bare, kind: 'Resource' })).toBe(true);
      expect(filter({ ...bare, kind: 'API' })).toBe(false);
      expect(filter({ ...bare, kind: 'User' })).toBe(false);
    },
  );

  it.each([
    'entity-card:service-manager/status',
    'entity-card:service-manager/operations',
  ] as const)('shows %s only where workloads are named', id => {
    const filter = createExtensionTester(
      serviceManagerPlugin.getExtension(id),
    ).get(EntityCardBlueprint.dataRefs.filterFunction)!;
    expect(filter(bare)).toBe(false);
    for (const name of [
      'backstage.io/kubernetes-id',
      'backstage.io/kubernetes-label-selector',
      'service-manager.io/workload',
    ]) {
      expect(filter(annotated(name))).toBe(true);
    }
    expect(filter(annotated('backstage.io/techdocs-ref'))).toBe(false);
  });
});

describe('the overview cards', () => {
  it('say how the service is', async () => {
    const server = new FakeServer().on('getService', () => aService());
    renderExtension('entity-card:service-manager/status', server);
    const card = await screen.findByRole('region', { name: 'Service' });
    await screen.findByText('All 3 pods are ready.');
    expect(card).toHaveTextContent('Running');
    expect(card).toHaveTextContent(
      '3/3 ready · v2.2.0 · prod-eu / manager-agent-ai',
    );
  });

  it('say what was done to it of late, without a button that acts', async () => {
    const server = new FakeServer().on('getService', () =>
      aService({ operations: [anOperation()] }),
    );
    renderExtension('entity-card:service-manager/operations', server);
    expect(await screen.findByText('Stopped project-manager')).toBeVisible();
    expect(
      screen.queryByRole('button', { name: /Undo/ }),
    ).not.toBeInTheDocument();
  });

  it('say what went wrong', async () => {
    const server = new FakeServer().fail('getService', 503, {
      message: 'The backend starts.',
    });
    renderExtension('entity-card:service-manager/status', server);
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'The backend starts.',
    );
  });
});

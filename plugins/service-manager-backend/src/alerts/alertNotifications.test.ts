import {
  createBackendPlugin,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
  TestDatabases,
} from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import notificationsBackend from '@backstage/plugin-notifications-backend';
import {
  NotificationService,
  notificationService,
} from '@backstage/plugin-notifications-node';
import { signalsServiceRef } from '@backstage/plugin-signals-node';
import request from 'supertest';
import { DatabaseAlertStore } from '../database';
import { World } from './__testUtils__/world';

jest.setTimeout(60_000);

const ann = 'user:default/ann';
const bob = 'user:default/bob';

const entity = (kind: string, name: string, relations: object[] = []) => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind,
  metadata: { name, namespace: 'default' },
  spec: {},
  relations: relations as any,
});

describe('incidents in Backstage’s own notifications', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3'] });
  let backend: Awaited<ReturnType<typeof startTestBackend>>;
  let notifications: NotificationService;

  beforeAll(async () => {
    backend = await startTestBackend({
      features: [
        notificationsBackend,
        mockServices.rootConfig.factory({
          data: { app: { baseUrl: 'http://localhost' } },
        }),
        createBackendPlugin({
          pluginId: 'service-manager',
          register(env) {
            env.registerInit({
              deps: { service: notificationService },
              async init({ service }) {
                notifications = service;
              },
            });
          },
        }),
        catalogServiceMock.factory({
          entities: [
            entity('Group', 'team-a', [{ type: 'hasMember', targetRef: ann }]),
            entity('User', 'ann', [
              { type: 'memberOf', targetRef: 'group:default/team-a' },
            ]),
            entity('User', 'bob'),
          ],
        }),
        createServiceFactory({
          service: signalsServiceRef,
          deps: {},
          factory: () => ({ publish: async () => {} }),
        }),
      ],
    });
  });
  afterAll(() => backend?.stop());

  const inbox = async (person: string) => {
    const { body } = await request(backend.server)
      .get('/api/notifications/notifications')
      .set('Authorization', mockCredentials.user.header(person));
    return body.notifications.map(({ payload, read }: any) => ({
      title: payload.title,
      severity: payload.severity,
      link: payload.link,
      read: Boolean(read),
    }));
  };

  it('a member of the owner has one, of two backends and a restart, which then says that it is over', async () => {
    const world = new World();
    const knex = await databases.init('SQLITE_3');
    const open = () =>
      DatabaseAlertStore.create({ database: mockServices.database({ knex }) });
    const start = async () => world.backend(await open(), { notifications });
    const one = await start();
    const two = await start();
    world.shows('failed');
    await world.pass(6 * 60, one, two);
    const link = '/catalog/default/component/web/service';
    const firing = { title: 'web is down', severity: 'critical', link };
    expect(await inbox(ann)).toEqual([{ ...firing, read: false }]);
    await one.stop();
    const three = await start();
    await world.pass(6 * 60, two, three);
    expect(await inbox(ann)).toEqual([{ ...firing, read: false }]);
    world.shows('running');
    await world.pass(3 * 60, two, three);
    expect(await inbox(ann)).toEqual([
      { title: 'Over: web is down', severity: 'low', link, read: false },
    ]);
    // Another incident is another notification.
    world.shows('failed');
    await world.pass(6 * 60, two, three);
    expect(await inbox(ann)).toHaveLength(2);
    expect(await inbox(bob)).toEqual([]);
  });
});

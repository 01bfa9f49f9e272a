import {
  coreServices,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import {
  mockServices,
  startTestBackend,
  TestDatabases,
} from '@backstage/backend-test-utils';
import authPlugin from '@backstage/plugin-auth-backend';
import { developmentSignIn } from './signIn';

jest.setTimeout(60_000);

const people = ['user:default/olivia', 'user:default/marco'];

// A backend that stops leaves SQLite's pool open; these are closed at the end.
const databases = TestDatabases.create({ ids: ['SQLITE_3'] });

async function start(auth: {
  environment: string;
  providers?: { development: { people: string[] } };
}) {
  const knex = await databases.init('SQLITE_3');
  return startTestBackend({
    features: [
      authPlugin,
      developmentSignIn,
      mockServices.rootConfig.factory({
        data: {
          app: { baseUrl: 'http://localhost:3000' },
          backend: { baseUrl: 'http://localhost:7007' },
          auth,
        },
      }),
      createServiceFactory({
        service: coreServices.database,
        deps: {},
        factory: () => mockServices.database({ knex }),
      }),
    ],
  });
}

describe('the development sign-in', () => {
  const before = process.env.NODE_ENV;
  afterEach(() => {
    Object.assign(process.env, { NODE_ENV: before });
  });

  const refusal =
    /auth\.providers\.development lets anybody be anybody and cannot be enabled in production\. Remove it from the configuration/;

  it('keeps the backend from starting with auth.environment: production', async () => {
    await expect(
      start({
        environment: 'production',
        providers: { development: { people } },
      }),
    ).rejects.toThrow(refusal);
  });

  it('keeps the backend from starting with NODE_ENV=production, whatever the configuration says', async () => {
    Object.assign(process.env, { NODE_ENV: 'production' });
    await expect(
      start({
        environment: 'development',
        providers: { development: { people } },
      }),
    ).rejects.toThrow(refusal);
  });

  it('is not there in production without the configuration', async () => {
    Object.assign(process.env, { NODE_ENV: 'production' });
    const { server } = await start({ environment: 'production' });
    const answer = await fetch(
      `http://localhost:${server.port()}/api/auth/development/refresh`,
      { headers: { 'x-development-person': people[0] } },
    );
    expect(answer.status).toBe(404);
  });

  it('in development lets in nobody but the people it lists', async () => {
    const { server } = await start({
      environment: 'development',
      providers: { development: { people } },
    });
    const refresh = (person?: string) =>
      fetch(`http://localhost:${server.port()}/api/auth/development/refresh`, {
        headers: person ? { 'x-development-person': person } : {},
      });
    for (const person of [undefined, 'user:default/nobody']) {
      const answer = await refresh(person);
      expect(answer.status).toBe(401);
      expect(JSON.stringify(await answer.json())).toContain(people.join(', '));
    }
  });
});

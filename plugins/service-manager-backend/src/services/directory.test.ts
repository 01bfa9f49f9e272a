import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import {
  component,
  createHarness,
  NOW,
  targetOf,
} from './__testUtils__/harness';
import { ServiceDirectory } from './directory';
import { TargetIndex } from './targetIndex';

const credentials = mockCredentials.user();

function create() {
  const harness = createHarness({
    entities: [
      component('web'),
      component('db'),
      component('plain', { metadata: { name: 'plain', namespace: 'default' } }),
    ],
  });
  let time = NOW.getTime();
  const directory = ServiceDirectory.create({
    access: harness.context.access,
    auth: mockServices.auth(),
    catalog: harness.catalog,
    clock: () => new Date(time),
    index: TargetIndex.create({ matchesTarget: () => true }),
    logger: harness.logger,
    targetOf,
  });
  const titles = async () =>
    (await directory.listFor(credentials)).map(({ title }) => title).sort();
  const known = () => [...directory.known()].map(({ title }) => title).sort();
  return {
    ...harness,
    directory,
    titles,
    known,
    pass: (ms: number) => {
      time += ms;
    },
  };
}

describe('the directory of services', () => {
  it('holds the entities that name workloads, and no other', async () => {
    const { titles } = create();
    expect(await titles()).toEqual(['db', 'web']);
  });

  it('does not remember that a catalog which is still being read was empty', async () => {
    const { catalog, titles, pass } = create();
    const read = catalog.getEntities.bind(catalog);
    const spy = jest
      .spyOn(catalog, 'getEntities')
      .mockResolvedValue({ items: [] });
    expect(await titles()).toEqual([]);
    spy.mockImplementation(read);
    pass(1_001);
    expect(await titles()).toEqual(['db', 'web']);
  });

  it('tells of services that it did not know before', async () => {
    const { directory } = create();
    const appeared = await new Promise<string[]>(resolve =>
      directory.start(services => resolve(services.map(({ title }) => title))),
    );
    directory.stop();
    expect(appeared.sort()).toEqual(['db', 'web']);
  });

  it('asks the catalog once for many readers of one list', async () => {
    const { titles, catalog } = create();
    const get = jest.spyOn(catalog, 'getEntities');
    await Promise.all([titles(), titles(), titles()]);
    await titles();
    // Once for what there is, once for what this caller may see.
    expect(get).toHaveBeenCalledTimes(2);
  });

  it('forgets what has left the catalog, and its hints', async () => {
    const { titles, known, directory, catalog, pass } = create();
    await titles();
    const { items } = await catalog.getEntities();
    const read = jest.spyOn(catalog, 'getEntities');
    const reading = new Promise(resolve => {
      read.mockImplementation(async () => {
        resolve(undefined);
        return { items: items.slice(0, 1) };
      });
    });
    pass(11_000);
    await titles();
    await reading;
    await new Promise(setImmediate);
    expect(known()).toEqual(['web']);
    const change = {
      cluster: 'local',
      namespace: 'shop',
      kind: 'Deployment' as const,
      name: 'any',
      labels: { 'backstage.io/kubernetes-id': 'db' },
    };
    expect(directory.affected([change])).toEqual([]);
  });

  it('shows what is known while the catalog is away', async () => {
    const { titles, catalog, pass, logger } = create();
    await titles();
    jest.spyOn(catalog, 'getEntities').mockRejectedValue(new Error('away'));
    pass(11_000);
    expect(await titles()).toEqual(['db', 'web']);
    await new Promise(setImmediate);
    expect(logger.warn).toHaveBeenCalledWith(
      'The catalog could not be read',
      expect.any(Error),
    );
  });

  it('says that the catalog is away when nothing is known yet', async () => {
    const { titles, catalog } = create();
    const read = jest
      .spyOn(catalog, 'getEntities')
      .mockRejectedValue(new Error('away'));
    await expect(titles()).rejects.toThrow('away');
    // A failure is not remembered.
    read.mockRestore();
    expect(await titles()).toEqual(['db', 'web']);
  });
});

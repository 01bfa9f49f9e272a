import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { DatabaseAlertStore } from '../database';
import { subject, World } from './__testUtils__/world';

jest.setTimeout(60_000);

const day = (count: number) => count * 24 * 60 * 60_000;

describe('rules and silences', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3'] });
  let world: World;
  let store: DatabaseAlertStore;

  beforeEach(async () => {
    world = new World();
    const knex = await databases.init('SQLITE_3');
    store = await DatabaseAlertStore.create({
      database: mockServices.database({ knex }),
    });
  });

  const web = subject('web', 'group:default/team-a');

  it.each([
    ['in the past', '2026-03-01T11:59:59Z', 'UNTIL_IN_PAST'],
    ['in ten years', '2036-03-01T12:00:00Z', 'INVALID_FIELD'],
    ['in 31 days', '2026-04-01T12:00:00Z', 'INVALID_FIELD'],
    ['no time', 'tomorrow', 'INVALID_FIELD'],
    ['a time without a zone', '2026-03-02T12:00:00', 'INVALID_FIELD'],
  ])('refuses a silence with an end that is %s', async (_, until, code) => {
    const alerts = world.backend(store);
    world.shows('failed');
    await world.pass(15, alerts);
    world.passed = 0;
    await expect(
      alerts.silence(
        web,
        { alertId: 'own:default:down', reason: 'Because', until },
        'user:default/ann',
      ),
    ).rejects.toMatchObject({
      code,
      field: 'until',
      nextStep: expect.any(String),
    });
  });

  it('ends no silence of another service, and silences no alert of one', async () => {
    const alerts = world.backend(store);
    const api = subject('api');
    world.subjects.push(api);
    world.shows('failed');
    await world.pass(60, alerts);
    const request = {
      alertId: 'own:default:down',
      reason: 'Because',
      until: new Date(world.now().getTime() + day(1)).toISOString(),
    };
    await expect(
      alerts.silence(api, request, 'user:default/ann'),
    ).rejects.toMatchObject({ code: 'ALERT_NOT_FOUND', field: 'alertId' });
    const { id: silenceId } = await alerts.silence(
      web,
      request,
      'user:default/ann',
    );
    await expect(
      alerts.endSilence(api, silenceId, 'user:default/ann'),
    ).rejects.toMatchObject({
      code: 'SILENCE_NOT_FOUND',
      field: 'silenceId',
    });
    await alerts.endSilence(web, silenceId, 'user:default/ann');
  });

  it('watches numbers of the metrics and the logs, and says why one is not known', async () => {
    const readings = { metric: 0.5 as number | undefined, lines: 3 };
    const metrics = {
      latest: jest.fn(async () =>
        readings.metric === undefined
          ? { problem: 'Prometheus cannot be reached.' }
          : { value: readings.metric },
      ),
    };
    const errorLogs = {
      perMinute: jest.fn(async () => ({ value: readings.lines })),
    };
    const alerts = world.backend(store, { metrics, errorLogs });
    const common = { enabled: true, severity: 'warning', forSeconds: 60 };
    await alerts.saveRule(
      web,
      {
        definition: {
          ...common,
          kind: 'metric',
          panel: 'cpu',
          above: 0.8,
        } as any,
      },
      'user:default/ann',
    );
    await alerts.saveRule(
      web,
      { definition: { ...common, kind: 'error-logs', perMinute: 10 } as any },
      'user:default/ann',
    );
    await world.pass(3 * 60, alerts);
    expect((await alerts.list(web)).alerts).toEqual([]);
    Object.assign(readings, { metric: 0.95, lines: 12 });
    await world.pass(3 * 60, alerts);
    expect(
      (await alerts.list(web)).alerts.map(one => [one.name, one.summary]),
    ).toEqual(
      expect.arrayContaining([
        ['MetricThreshold', 'CPU: 950 m, above 800 m'],
        ['ErrorLogs', '12 error lines a minute, more than 10'],
      ]),
    );
    expect(world.titles().sort()).toEqual([
      'web is over a threshold',
      'web logs many errors',
    ]);
    readings.metric = undefined;
    await world.pass(10 * 60, alerts);
    const { rules, alerts: firing } = await alerts.list(web);
    expect(
      rules.find(({ definition }) => definition.kind === 'metric'),
    ).toMatchObject({
      state: 'unknown',
      problem: 'Prometheus cannot be reached.',
    });
    expect(firing).toHaveLength(2);
  });

  it.each([
    [{ kind: 'metric', panel: 'cpu' }, 'definition.above'],
    [{ kind: 'metric', panel: 'cpu', above: 1, below: 2 }, 'definition.below'],
    [
      { kind: 'restart-loop', restarts: 3, windowSeconds: 5 },
      'definition.windowSeconds',
    ],
  ])('refuses the rule %j, naming the field', async (definition, field) => {
    const alerts = world.backend(store);
    await expect(
      alerts.saveRule(
        web,
        { definition: definition as any },
        'user:default/ann',
      ),
    ).rejects.toMatchObject({ status: 422, field });
  });

  it('refuses a rule that is not the service’s, or of another kind', async () => {
    const alerts = world.backend(store);
    const definition = { kind: 'error-logs', perMinute: 1 } as any;
    await expect(
      alerts.saveRule(web, { id: 'nope', definition }, 'user:default/ann'),
    ).rejects.toMatchObject({ code: 'RULE_NOT_FOUND', field: 'id' });
    await expect(
      alerts.saveRule(
        web,
        { id: 'default:down', definition },
        'user:default/ann',
      ),
    ).rejects.toMatchObject({ field: 'definition.kind' });
    await expect(
      alerts.deleteRule(web, 'nope', 'user:default/ann'),
    ).rejects.toMatchObject({
      code: 'RULE_NOT_FOUND',
    });
  });
});

import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { Incident } from '@vtasker/backstage-plugin-service-manager-common';
import { ago, FakeAlerts, HOUR, MINUTE } from '../../testing';
import { renderAlerts } from '../__testUtils__/renderAlerts';

// Queries by role are slow on a busy machine; nothing here waits by the clock.
jest.setTimeout(60_000);

function anIncident(overrides: Partial<Incident> = {}): Incident {
  return {
    id: 'own:1',
    name: 'ServiceDown',
    severity: 'critical',
    summary: 'No pod is ready.',
    from: ago(3 * HOUR),
    until: ago(2 * HOUR),
    ending: 'over',
    source: 'service-manager',
    labels: {},
    ruleId: 'default:down',
    definition: {
      kind: 'down',
      enabled: true,
      severity: 'critical',
      forSeconds: 300,
    },
    silences: [],
    notified: {
      owner: 'group:default/managers',
      firing: ago(3 * HOUR),
      resolved: ago(2 * HOUR),
    },
    ...overrides,
  };
}

function aFake(items: Incident[], more: { perPage?: number } = {}) {
  const { perPage = 50 } = more;
  const fake = new FakeAlerts();
  fake.past = ({ from, cursor = '0' }) => {
    const at = Number(cursor);
    const next = at + perPage;
    return {
      items: items.slice(at, next),
      ...(next < items.length && { nextCursor: String(next) }),
      from,
      until: new Date().toISOString(),
      ...(at === 0 && {
        timeline: items.map(item => ({
          ...item,
          silenced: item.silences.length > 0,
        })),
      }),
      keptDays: 400,
      sources: [],
      notices: [],
    };
  };
  return fake;
}

const region = () => screen.findByRole('region', { name: 'What has fired' });
const list = async () =>
  within(await region()).findByRole('list', { name: 'What has fired' });

describe('what has fired', () => {
  it('tells what, when, how long, who knew and who kept it quiet', async () => {
    await renderAlerts(
      aFake([
        anIncident(),
        anIncident({
          id: 'ext:2',
          name: 'PodSlow',
          severity: 'warning',
          summary: undefined,
          definition: undefined,
          source: 'prometheus',
          cluster: 'prod-eu',
          withinSeconds: 303,
          // Half a minute more: clocks that tick may lag behind.
          from: ago(3 * HOUR + MINUTE / 2),
          until: undefined,
          notified: undefined,
          labels: { pod: 'web-1' },
          silences: [
            {
              id: 's',
              by: 'user:default/anna',
              reason: 'Disk is being replaced',
              from: ago(HOUR),
              until: ago(MINUTE),
            },
          ],
        }),
      ]),
    );
    const [down, slow] = within(await list()).getAllByRole('listitem');
    expect(down).toHaveTextContent(/ServiceDown.*Critical.*1 h/);
    expect(down).toHaveTextContent('No pod is ready.');
    expect(down).toHaveTextContent(/managers notified .*, of its end /);
    expect(slow).toHaveTextContent(/it fires still.*about 3 h/);
    expect(slow).toHaveTextContent(
      /Silenced by .*anna.*: Disk is being replaced/,
    );
    expect(slow).toHaveTextContent('begin and end to within 5 min 3 s');
    expect(
      within(await region()).getByRole('img', {
        name: '2 alerts fired; the longest was PodSlow, for 3 h; 1 still fires.',
      }),
    ).toBeVisible();
    expect(await region()).toHaveTextContent('are kept for 400 days');
  });

  it('leads to the metrics and the logs of that very time', async () => {
    const incident = anIncident({
      from: '2026-03-10T12:00:00.000Z',
      until: '2026-03-10T12:20:00.000Z',
      definition: {
        kind: 'error-logs',
        enabled: true,
        severity: 'warning',
        forSeconds: 60,
        perMinute: 10,
      },
    });
    await renderAlerts(aFake([incident]), '/?fired=all');
    const href = (name: RegExp) =>
      screen.getByRole('link', { name }).getAttribute('href')!.split('?');
    await list();
    const [logs, query] = href(/^Logs of ServiceDown/);
    expect(logs).toMatch(/\/logs$/);
    expect(Object.fromEntries(new URLSearchParams(query))).toEqual({
      // As long before as the rule waited, and a tenth around.
      from: '2026-03-10T11:57:00.000Z',
      until: '2026-03-10T12:22:00.000Z',
      level: 'error,fatal',
    });
    const [metrics, range] = href(/^Metrics of ServiceDown/);
    expect(metrics).toMatch(/\/metrics$/);
    expect(new URLSearchParams(range).get('from')).toBe(
      '2026-03-10T11:57:00.000Z',
    );
  });

  it('pages until the first one, and counts each once', async () => {
    const user = userEvent.setup();
    const many = Array.from({ length: 7 }, (_, index) =>
      anIncident({ id: `own:${index}` }),
    );
    const server = await renderAlerts(aFake(many, { perPage: 3 }));
    const rows = async () => within(await list()).getAllByRole('listitem');
    expect(await rows()).toHaveLength(3);
    for (const count of [6, 7]) {
      await user.click(screen.getByRole('button', { name: 'Show older ones' }));
      await waitFor(async () => expect(await rows()).toHaveLength(count));
    }
    expect(
      screen.queryByRole('button', { name: 'Show older ones' }),
    ).toBeNull();
    const asked = server.callsTo('listIncidents').map(({ query }) => query);
    expect(asked.map(({ cursor }) => cursor)).toEqual([undefined, '3', '6']);
    expect(new Set(asked.map(({ from }) => from)).size).toBe(1);
  });

  it('looks further back, and the URL says so', async () => {
    const user = userEvent.setup();
    const server = await renderAlerts(aFake([]));
    expect(
      await screen.findByText('Nothing has fired within the last 7 days.'),
    ).toBeVisible();
    await user.click(screen.getByRole('radio', { name: 'All' }));
    expect(
      await screen.findByText('Nothing has fired as far as is known.'),
    ).toBeVisible();
    expect(server.callsTo('listIncidents').at(-1)!.query.from).toBe(undefined);
  });

  it('says what is not known, and why', async () => {
    const fake = aFake([]);
    const past = fake.past;
    fake.past = query => ({
      ...past(query),
      sources: [
        { kind: 'prometheus', name: 'Metrics', problem: 'It is away.' },
      ],
      notices: ['Prometheus is asked for the last 90 days only.'],
    });
    await renderAlerts(fake);
    await screen.findByText(/Nothing has fired within/);
    expect(await region()).toHaveTextContent(
      /What Metrics fired is not known: It is away\..*last 90 days only/,
    );
  });
});

import {
  act,
  fireEvent,
  screen,
  waitFor,
  within,
} from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { mockApis, renderInTestApp } from '@backstage/frontend-test-utils';
import { entityRouteRef } from '@backstage/plugin-catalog-react';
import { signalApiRef } from '@backstage/plugin-signals-react';
import {
  CHANGED_CHANNEL,
  type ServiceSummary,
} from '@vtasker/backstage-plugin-service-manager-common';
import { useLocation, useNavigate } from 'react-router-dom';
import { serviceManagerApiRef } from '../api';
import { FakeApiError, FakeServer } from '../testing';
import { aFleet, aRow } from './__fixtures__/fleet';
import { FleetPage } from './FleetPage';

/** jsdom lays nothing out; the virtual rows need a height. */
function layOut() {
  for (const [name, size] of [
    ['offsetHeight', 700],
    ['clientHeight', 700],
    ['offsetWidth', 1400],
    ['clientWidth', 1400],
  ] as const) {
    jest.spyOn(HTMLElement.prototype, name, 'get').mockReturnValue(size);
  }
  HTMLElement.prototype.scrollTo = jest.fn();
}

function Where() {
  const { pathname, search } = useLocation();
  const navigate = useNavigate();
  return (
    <>
      <output>{`${pathname}${search}`}</output>
      <button onClick={() => navigate(-1)}>Back</button>
    </>
  );
}

function show(
  rows: ServiceSummary[],
  at = '/',
  prepare: (server: FakeServer) => void = () => {},
) {
  let current = rows;
  const hints = new Set<(message: { services: string[] }) => void>();
  const server = new FakeServer()
    .on('listServices', () => ({ items: current, totalItems: current.length }))
    .on('listClusters', () => ({
      items: [
        {
          name: 'prod-eu',
          title: 'prod-eu',
          state: 'connected',
          forbidden: [],
        },
      ],
    }));
  prepare(server);
  const signals = {
    subscribe: (channel: string, onMessage: any) => {
      if (channel === CHANGED_CHANNEL) hints.add(onMessage);
      return { unsubscribe: () => hints.delete(onMessage) };
    },
  };
  renderInTestApp(
    <>
      <FleetPage />
      <Where />
    </>,
    {
      apis: [
        [serviceManagerApiRef, server.client],
        [signalApiRef, signals as any],
        mockApis.storage(),
      ],
      mountedRoutes: { '/catalog/:namespace/:kind/:name': entityRouteRef },
      initialRouteEntries: [at],
    },
  );
  return {
    server,
    change(next: ServiceSummary[]) {
      current = next;
      act(() => hints.forEach(hint => hint({ services: ['any'] })));
    },
  };
}

const shownNames = () =>
  screen
    .getAllByRole('row')
    .slice(1)
    .map(row => within(row).getAllByRole('gridcell')[1].textContent);
const place = () => document.querySelector('output')!.textContent;

describe('FleetPage', () => {
  beforeEach(layOut);
  afterEach(() => jest.restoreAllMocks());

  it('lists the services, worst first, from one request for just its fields', async () => {
    const { server } = show(aFleet(30));
    expect(await screen.findByText('30 services')).toBeInTheDocument();
    const grid = screen.getByRole('grid', { name: 'Services' });
    expect(grid).toHaveAttribute('aria-rowcount', '31');
    const [, first] = screen.getAllByRole('row');
    expect(first).toHaveTextContent(/Failed.*could not be pulled/);
    expect(server.callsTo('listServices')).toHaveLength(1);
    expect(server.callsTo('listServices')[0].query).toMatchObject({
      limit: '5000',
      fields: expect.stringContaining('lastOperation'),
    });
    const link = within(first).getByRole('link');
    expect(link).toHaveAttribute(
      'href',
      `/catalog/default/component/${link.textContent}/service`,
    );
  });

  it('fetches further pages when there are more', async () => {
    const { server } = show([]);
    server.on('listServices', ({ query }) =>
      query.cursor
        ? { items: [aRow(2)], totalItems: 2 }
        : { items: [aRow(1)], totalItems: 2, nextCursor: 'next' },
    );
    expect(await screen.findByText('2 services')).toBeInTheDocument();
  });

  it('filters by a click on a count, keeps it in the URL, and clears it', async () => {
    show(aFleet(24));
    const failed = await screen.findByRole('button', { name: '2 Failed' });
    await userEvent.click(failed);
    expect(await screen.findByText('2 of 24 services')).toBeInTheDocument();
    expect(failed).toHaveAttribute('aria-pressed', 'true');
    expect(place()).toBe('/?status=failed');
    await userEvent.click(
      screen.getByRole('button', { name: 'Clear filters' }),
    );
    expect(await screen.findByText('24 services')).toBeInTheDocument();
    expect(place()).toBe('/');
  });

  it('opens the view that the URL tells', async () => {
    show(aFleet(30), '/?q=team-6&sort=-restarts&columns=restarts');
    expect(await screen.findByText('2 of 30 services')).toBeInTheDocument();
    expect(
      screen.getAllByRole('columnheader').map(header => header.textContent),
    ).toEqual(['Status', 'Service', 'Restarts']);
    expect(
      screen.getByRole('columnheader', { name: 'Restarts' }),
    ).toHaveAttribute('aria-sort', 'descending');
  });

  it('shows what services use, from one request for all of them', async () => {
    const trends = {
      from: '2026-03-01T12:00:00.000Z',
      stepSeconds: 900,
      steps: 2,
      notices: [],
      items: {
        'component:default/service-1': { cpu: [0.1, 0.12], errorLines: 7 },
        'component:default/service-2': { cpu: [0.1, 0.4], memory: [1, 2048] },
      },
    };
    const { server } = show(
      aFleet(30),
      '/?columns=cpu,memory,errors&sort=-cpu',
      s => s.on('listTrends', () => trends),
    );
    expect(
      await screen.findByRole('img', { name: 'CPU: now 400m, 30 min' }),
    ).toBeInTheDocument();
    expect(shownNames().slice(0, 2)).toEqual(['service-2', 'service-1']);
    expect(
      screen.getByRole('img', { name: 'Memory: now 2Ki, 30 min' }),
    ).toBeInTheDocument();
    expect(screen.getByRole('link', { name: '7' })).toHaveAttribute(
      'href',
      '/catalog/default/component/service-1/logs?level=error%2Cfatal&from=2026-03-01T12%3A00%3A00.000Z',
    );
    // Unknown is shown as unknown.
    expect(screen.getAllByRole('row')[3]).toHaveTextContent('–––');
    expect(server.callsTo('listTrends')).toHaveLength(1);
    expect(server.callsTo('listTrends')[0].query).toEqual({});
  });

  it('does not ask what services use where nobody looks at it', async () => {
    const { server } = show(aFleet(3), '/?columns=owner');
    await screen.findByText('3 services');
    expect(server.callsTo('listTrends')).toHaveLength(0);
  });

  it('tells what fires, from one request for all, and shows only that', async () => {
    const { server } = show(aFleet(30), '/?sort=service', s =>
      s.on('listAlertCounts', () => ({
        items: {
          'component:default/service-1': {
            firing: 2,
            silenced: 1,
            severity: 'warning',
          },
          'component:default/service-2': { firing: 0, silenced: 1 },
          'component:default/service-3': {
            firing: 0,
            silenced: 0,
            unknown: [0],
          },
        },
        problems: ['Prometheus cannot be reached.'],
      })),
    );
    const badge = await screen.findByRole('link', {
      name: '2 alerts firing, the worst warning; 1 silenced',
    });
    expect(badge).toHaveAttribute(
      'href',
      '/catalog/default/component/service-1/metrics#alerts',
    );
    expect(
      screen.getByRole('link', { name: '1 alert silenced' }),
    ).toBeInTheDocument();
    expect(
      screen.getByRole('link', {
        name: 'Whether alerts fire is not known: Prometheus cannot be reached.',
      }),
    ).toBeInTheDocument();
    const firing = screen.getByRole('button', {
      name: '1 Firing 1 not known',
    });
    await userEvent.click(firing);
    expect(await screen.findByText('1 of 30 services')).toBeInTheDocument();
    expect(firing).toHaveAttribute('aria-pressed', 'true');
    expect(place()).toBe('/?sort=service&alerts=firing');
    await userEvent.click(
      screen.getByRole('button', { name: 'Clear filters' }),
    );
    expect(await screen.findByText('30 services')).toBeInTheDocument();
    expect(server.callsTo('listAlertCounts')).toHaveLength(1);
  });

  it('opens what fires from a link, and says where it is not known at all', async () => {
    show(aFleet(30), '/?alerts=firing', s =>
      s.on('listAlertCounts', () => {
        throw new FakeApiError(503, { message: 'The database is away.' });
      }),
    );
    const firing = await screen.findByRole('button', { name: '– Firing' });
    await waitFor(() =>
      expect(firing).toHaveAttribute(
        'title',
        expect.stringContaining('is not known: The database is away.'),
      ),
    );
    expect(firing).toHaveAttribute('aria-pressed', 'true');
    expect(
      await screen.findByText('No service matches the filters'),
    ).toBeInTheDocument();
  });

  it('takes Back as a step, not as a letter', async () => {
    show(aFleet(24));
    await userEvent.click(
      await screen.findByRole('button', { name: '2 Failed' }),
    );
    await userEvent.type(screen.getByRole('searchbox'), 'service');
    await waitFor(() => expect(place()).toBe('/?status=failed&q=service'));
    await userEvent.click(screen.getByRole('button', { name: 'Back' }));
    expect(await screen.findByText('24 services')).toBeInTheDocument();
    expect(screen.getByRole('searchbox')).toHaveValue('');
    expect(place()).toBe('/');
  });

  it('searches by / and typing, and the URL follows', async () => {
    show(aFleet(30));
    await screen.findByText('30 services');
    await userEvent.keyboard('/service-12');
    expect(screen.getByRole('searchbox')).toHaveValue('service-12');
    expect(await screen.findByText('1 of 30 services')).toBeInTheDocument();
    await waitFor(() => expect(place()).toBe('/?q=service-12'));
    await userEvent.keyboard('{Escape}');
    expect(await screen.findByText('30 services')).toBeInTheDocument();
    await waitFor(() => expect(place()).toBe('/'));
  });

  it('keeps what was chosen in a filter when Escape closes it', async () => {
    show(aFleet(30));
    await screen.findByText('30 services');
    await userEvent.click(screen.getAllByRole('button', { name: 'Owner' })[0]);
    await userEvent.click(
      await screen.findByRole('checkbox', { name: /^team-6/ }),
    );
    await userEvent.keyboard('{Escape}');
    expect(
      await screen.findByRole('button', { name: 'Owner: team-6' }),
    ).toBeVisible();
    expect(screen.queryByRole('checkbox')).not.toBeInTheDocument();
  });

  it('sorts by a heading, and back the other way', async () => {
    show([1, 2, 10].map(index => aRow(index)));
    const heading = await screen.findByRole('button', { name: 'Service' });
    await userEvent.click(heading);
    await waitFor(() =>
      expect(shownNames()).toEqual(['service-1', 'service-2', 'service-10']),
    );
    await userEvent.click(heading);
    await waitFor(() =>
      expect(shownNames()).toEqual(['service-10', 'service-2', 'service-1']),
    );
    expect(place()).toBe('/?sort=-service');
  });

  it('moves by keys and opens a service with Enter', async () => {
    show(
      [1, 2, 3].map(index => aRow(index)),
      '/?sort=service',
    );
    await screen.findByText('3 services');
    const grid = screen.getByRole('grid');
    act(() => grid.focus());
    await userEvent.keyboard('jj{ArrowDown}k');
    const active = document.getElementById(
      grid.getAttribute('aria-activedescendant')!,
    );
    expect(active).toHaveTextContent('service-2');
    expect(active).toHaveAttribute('aria-selected', 'true');
    expect(active).toHaveAttribute('aria-rowindex', '3');
    await userEvent.keyboard('{Enter}');
    await waitFor(() =>
      expect(place()).toBe('/catalog/default/component/service-2/service'),
    );
  });

  it('shows a change in place, marked, and does not sort under the pointer', async () => {
    const rows = [1, 2, 3].map(index => aRow(index, { state: 'running' }));
    const { change } = show(rows);
    await screen.findByText('3 services');
    expect(shownNames()).toEqual(['service-1', 'service-2', 'service-3']);
    const body = screen.getByRole('rowgroup');
    fireEvent.pointerEnter(body);
    change([rows[0], rows[1], { ...rows[2], state: 'failed' }]);
    const failed = await screen.findByRole('row', { name: /Failed/ });
    expect(failed).toHaveAttribute('data-changed', 'odd');
    expect(screen.getByRole('row', { name: /service-1/ })).not.toHaveAttribute(
      'data-changed',
    );
    expect(shownNames()).toEqual(['service-1', 'service-2', 'service-3']);
    expect(
      screen.getByRole('button', { name: /Order changed/ }),
    ).toBeInTheDocument();
    fireEvent.pointerLeave(body);
    await waitFor(() =>
      expect(shownNames()).toEqual(['service-3', 'service-1', 'service-2']),
    );
    expect(
      screen.queryByRole('button', { name: /Order changed/ }),
    ).not.toBeInTheDocument();
  });

  it('keeps the rows and says so when a fetch fails', async () => {
    const { server, change } = show(aFleet(3));
    await screen.findByText('3 services');
    server.setOffline(true);
    change([]);
    expect(
      await screen.findByText('The services could not be fetched again'),
    ).toBeInTheDocument();
    expect(shownNames()).toHaveLength(3);
    expect(screen.getByText(/what was last seen/)).toBeInTheDocument();
  });

  it('tells which cluster is silent, since when and why', async () => {
    const { server } = show(aFleet(3));
    server.on('listClusters', () => ({
      items: [
        { name: 'a', title: 'A', state: 'connected', forbidden: ['CronJob'] },
        {
          name: 'b',
          title: 'B',
          state: 'unreachable',
          lastSeenAt: '2026-03-01T14:02:10Z',
          message: 'connection refused',
          forbidden: [],
        },
      ],
    }));
    const strip = screen.getByRole('status', { name: 'Clusters' });
    await waitFor(() =>
      expect(strip).toHaveTextContent('1 of 2 clusters up to date'),
    );
    expect(strip).toHaveTextContent(/A does not let us read CronJob/);
    expect(strip).toHaveTextContent(
      /B has not answered since .*2026.*Why: connection refused/,
    );
  });

  it('shows the annotation to add when there is no service', async () => {
    show([]);
    expect(await screen.findByText('No service to show')).toBeInTheDocument();
    expect(screen.getByLabelText('Annotation to add')).toHaveTextContent(
      'backstage.io/kubernetes-id',
    );
  });

  it('says when the filters leave nothing, and clears them', async () => {
    show(aFleet(5), '/?q=nothing-like-this');
    expect(
      await screen.findByText('No service matches the filters'),
    ).toBeInTheDocument();
    const [, clear] = screen.getAllByRole('button', { name: 'Clear filters' });
    await userEvent.click(clear);
    expect(await screen.findByText('5 services')).toBeInTheDocument();
  });

  it('shows the keys by ?', async () => {
    show(aFleet(3));
    await screen.findByText('3 services');
    await userEvent.keyboard('?');
    expect(
      await screen.findByRole('dialog', { name: 'Keys and statuses' }),
    ).toBeInTheDocument();
  });

  it('saves a view under a name and brings it back', async () => {
    show(aFleet(24), '/?status=failed');
    await screen.findByText('2 of 24 services');
    await userEvent.click(screen.getByRole('button', { name: 'Views' }));
    await userEvent.type(
      await screen.findByRole('textbox', { name: /present view/ }),
      'Broken',
    );
    await userEvent.click(screen.getByRole('button', { name: 'Save view' }));
    await screen.findByRole('button', { name: 'Broken' });
    await userEvent.click(screen.getByText('Close'));
    await userEvent.click(
      screen.getByRole('button', { name: 'Clear filters' }),
    );
    await screen.findByText('24 services');
    await userEvent.click(screen.getByRole('button', { name: 'Views' }));
    await userEvent.click(
      await screen.findByRole('button', { name: 'Broken' }),
    );
    expect(await screen.findByText('2 of 24 services')).toBeInTheDocument();
  });

  it('puts few rows into the document however many there are', async () => {
    show(aFleet(2000));
    expect(await screen.findByText('2000 services')).toBeInTheDocument();
    expect(screen.getAllByRole('row').length).toBeLessThan(60);
    expect(screen.getByRole('grid')).toHaveAttribute('aria-rowcount', '2001');
  });
});

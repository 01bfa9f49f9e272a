import '../testing/canvas';
import {
  act,
  fireEvent,
  screen,
  waitFor,
  within,
} from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { renderInTestApp } from '@backstage/frontend-test-utils';
import { useLocation } from 'react-router-dom';
import { strokes } from '../testing/canvas';
import { aPanel, FakeMetrics, someMetrics } from '../testing';
import { MetricsTab } from './MetricsTab';

function Where() {
  const { search } = useLocation();
  return <output>{search}</output>;
}

function show(at = '/', metrics = new FakeMetrics(), noQuery?: string) {
  renderInTestApp(
    <>
      <MetricsTab
        api={metrics}
        noQuery={noQuery}
        linkTo={id => `/service?operation=${id}`}
      />
      <Where />
    </>,
    { initialRouteEntries: [at] },
  );
  return metrics;
}

const where = () =>
  new URLSearchParams(document.querySelector('output')!.textContent!);
const chart = (title: string) =>
  screen.findByRole('slider', { name: new RegExp(`^${title} over time`) });
const anError = (statusCode: number, message: string) =>
  Object.assign(new Error(message), {
    statusCode,
    body: { error: { code: 'X', message } },
  });

describe('the charts', () => {
  it('show each panel with its last values, the source and why', async () => {
    show();
    await chart('CPU');
    const cpu = screen.getByRole('region', { name: 'CPU' });
    expect(within(cpu).getByRole('list')).toHaveTextContent('use260mlimit500m');
    expect(screen.getByRole('region', { name: 'Memory' })).toHaveTextContent(
      '256Mi',
    );
    expect(
      screen.getByText(/Source: Prometheus. It is configured/),
    ).toBeVisible();
    expect(screen.getByText('One value every 1 min')).toBeVisible();
    expect(strokes).toContain('limit 500m');
  });

  it('say why one is empty, and the next step', async () => {
    show();
    expect(
      await screen.findByText(
        'The service counts no requests. Export http_requests_total.',
      ),
    ).toBeVisible();
    expect(screen.getByRole('term')).toHaveTextContent('Requests');
    expect(
      screen.queryByRole('slider', { name: /^Requests/ }),
    ).not.toBeInTheDocument();
  });

  it('say what the source says beside its values', async () => {
    const metrics = new FakeMetrics();
    metrics.onMetrics = () =>
      someMetrics({
        notices: ['prod-us does not answer.'],
        panels: [aPanel({ warnings: ['This is no counter.'] })],
        coveredFrom: '2026-03-01T12:20:00.000Z',
      });
    show('/?time=utc', metrics);
    expect(await screen.findByText('prod-us does not answer.')).toBeVisible();
    expect(screen.getByText('This is no counter.')).toBeVisible();
    expect(screen.getByText(/Kept since Mar 1, 12:20:00/)).toBeVisible();
    expect(screen.getByText('Times in UTC')).toBeVisible();
  });

  it('tell by keys what was at a moment, in all charts; a gap is none', async () => {
    show('/?time=utc');
    const cpu = await chart('CPU');
    act(() => cpu.focus());
    for (let at = 0; at < 31; at++)
      fireEvent.keyDown(cpu, { key: 'ArrowLeft' });
    expect(cpu).toHaveAttribute(
      'aria-valuetext',
      'Mar 1, 12:30:00: use 230m, limit 500m',
    );
    expect(screen.getByRole('region', { name: 'Memory' })).toHaveTextContent(
      'no value',
    );
    const events = screen.getByRole('region', { name: 'Events' });
    expect(within(events).getByText('Mar 1, 12:30:00')).toBeInTheDocument();
    fireEvent.keyDown(cpu, { key: 'Escape' });
    expect(screen.getByRole('region', { name: 'Memory' })).toHaveTextContent(
      '256Mi',
    );
  });

  it('keep to the moment that is looked at when other values come', async () => {
    const metrics = show('/?time=utc');
    const cpu = await chart('CPU');
    act(() => cpu.focus());
    fireEvent.keyDown(cpu, { key: 'End' });
    const events = within(screen.getByRole('region', { name: 'Events' }));
    expect(events.getAllByText('Mar 1, 13:00:00')).toHaveLength(2);
    metrics.onMetrics = () => someMetrics({ from: '2026-03-01T12:20:00.000Z' });
    fireEvent.click(screen.getByText('Each pod'));
    expect(await events.findByText('Mar 1, 13:20:00')).toBeVisible();
    expect(events.getByText('Mar 1, 13:00:00')).toBeInTheDocument();
    expect(cpu).toHaveAttribute(
      'aria-valuetext',
      'Mar 1, 13:00:00: use 240m, limit 500m',
    );
  });

  it('show one line alone, and all again', async () => {
    show();
    await chart('CPU');
    const cpu = within(screen.getByRole('region', { name: 'CPU' }));
    const use = cpu.getByRole('button', { name: /^use/ });
    const limit = cpu.getByRole('button', { name: /^limit/ });
    await userEvent.click(use);
    expect(limit).toHaveAttribute('data-hidden');
    await userEvent.click(use);
    expect(limit).not.toHaveAttribute('data-hidden');
  });

  it('have what happened meanwhile, with the way to the operation', async () => {
    show('/?time=utc');
    await userEvent.click(
      await screen.findByRole('button', {
        name: 'Deployment, Mar 1, 12:30:00: v2.2.0 by anna',
      }),
    );
    expect(
      await screen.findByRole('link', { name: 'Open the operation' }),
    ).toHaveAttribute('href', '/service?operation=op-1');
  });
});

describe('the time', () => {
  it('is asked for as the URL says, and each pod where wanted', async () => {
    const past = 'from=2026-01-01T00:00:00Z&until=2026-01-01T01:00:00Z';
    const metrics = show(`/?${past}&by=pod`);
    await chart('CPU');
    expect(metrics.asked).toEqual([
      {
        from: '2026-01-01T00:00:00.000Z',
        until: '2026-01-01T01:00:00.000Z',
        by: 'pod',
        points: expect.any(Number),
      },
    ]);
    expect(screen.getByText('History')).toBeVisible();
  });

  it('is chosen from the menu; the address holds it', async () => {
    const metrics = show();
    await chart('CPU');
    await userEvent.click(screen.getByRole('button', { name: 'Last hour' }));
    await userEvent.click(
      await screen.findByRole('button', { name: 'Last 6 hours' }),
    );
    await waitFor(() => expect(where().get('range')).toBe('6h'));
    await waitFor(() => expect(metrics.asked).toHaveLength(2));
    const { from, until } = metrics.asked[1];
    expect(until).toBeUndefined();
    expect(Date.now() - Date.parse(from!)).toBeGreaterThanOrEqual(
      6 * 3_600_000,
    );
  });

  it('that nobody chose is as long as what is held; a chosen one stays', async () => {
    const fresh = new FakeMetrics();
    // What the backend makes of it: five minutes, where no more is held.
    fresh.onMetrics = ({ from }) =>
      someMetrics(
        from === undefined
          ? { stepSeconds: 30, steps: 11 }
          : { stepSeconds: 60, steps: 61 },
      );
    show('/', fresh);
    await chart('CPU');
    expect(fresh.asked[0].from).toBeUndefined();
    await userEvent.click(
      await screen.findByRole('button', { name: 'Last 5 minutes' }),
    );
    await userEvent.click(
      await screen.findByRole('button', { name: 'Last hour' }),
    );
    await waitFor(() => expect(where().get('range')).toBe('1h'));
    await waitFor(() => expect(fresh.asked).toHaveLength(2));
    expect(
      Date.now() - Date.parse(fresh.asked[1].from!),
    ).toBeGreaterThanOrEqual(3_600_000);
    expect(
      await screen.findByRole('button', { name: 'Last hour' }),
    ).toBeVisible();
  });

  it('is zoomed into by keys, and out again with Escape', async () => {
    show('/?range=6h&time=utc');
    const cpu = await chart('CPU');
    act(() => cpu.focus());
    fireEvent.keyDown(cpu, { key: 'Home' });
    for (let at = 0; at < 10; at++) {
      fireEvent.keyDown(cpu, { key: 'ArrowRight', shiftKey: true });
    }
    expect(screen.getByText(/12:00:00 – Mar 1, 12:10:00/)).toBeVisible();
    fireEvent.keyDown(cpu, { key: 'Enter' });
    await waitFor(() =>
      expect(Object.fromEntries(where())).toEqual({
        from: '2026-03-01T12:00:00.000Z',
        until: '2026-03-01T12:10:00.000Z',
        zoomed: '6h',
        time: 'utc',
      }),
    );
    expect(screen.getByRole('button', { name: 'Zoom out' })).toBeVisible();
    await userEvent.keyboard('{Escape}');
    await waitFor(() =>
      expect(Object.fromEntries(where())).toEqual({
        range: '6h',
        time: 'utc',
      }),
    );
  });
});

describe('a chart', () => {
  it('is a table for those who want one; a gap in it is a dash', async () => {
    show('/?time=utc');
    const memory = await chart('Memory');
    fireEvent.keyDown(memory, { key: 't' });
    const table = await screen.findByRole('table', { name: 'Memory' });
    const rows = within(table).getAllByRole('row');
    expect(rows).toHaveLength(1 + 61);
    expect(rows[1]).toHaveTextContent('Mar 1, 13:00:00256Mi');
    expect(rows[31]).toHaveTextContent('Mar 1, 12:30:00–');
    expect(where().get('table')).toBe('memory');
    await userEvent.click(
      screen.getByRole('button', { name: 'Memory as a table' }),
    );
    await chart('Memory');
    expect(where().get('table')).toBeNull();
  });

  it('opens large, with its figures and its query where one may see it', async () => {
    const metrics = new FakeMetrics();
    metrics.onMetrics = () =>
      someMetrics({ panels: [aPanel({ queries: ['sum(rate(x[1m]))'] })] });
    show('/', metrics);
    const cpu = await chart('CPU');
    act(() => cpu.focus());
    fireEvent.keyDown(cpu, { key: 'Home' });
    fireEvent.keyDown(cpu, { key: 'Enter' });
    const figures = await screen.findByRole('table', {
      name: 'Figures of CPU',
    });
    expect(within(figures).getAllByRole('row')[1]).toHaveTextContent(
      'use260m200m230m260m',
    );
    // What was looked at in the small one is let go.
    expect(screen.getByRole('list', { name: 'Last values' })).toHaveTextContent(
      'use260m',
    );
    expect(screen.getByText('sum(rate(x[1m]))')).toBeVisible();
    expect(where().get('panel')).toBe('cpu');
    await userEvent.keyboard('{Escape}');
    await waitFor(() => expect(where().get('panel')).toBeNull());
  });
});

describe('what goes wrong', () => {
  it('leaves on the screen what was there', async () => {
    const metrics = show();
    await chart('CPU');
    metrics.onMetrics = () => {
      throw anError(503, 'Prometheus does not answer.');
    };
    await userEvent.click(screen.getByText('Each pod'));
    const alert = await screen.findByRole('alert');
    expect(alert).toHaveTextContent('the values are those of before');
    expect(alert).toHaveTextContent('Prometheus does not answer.');
    expect(await chart('CPU')).toBeVisible();
    metrics.onMetrics = () => someMetrics();
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    await waitFor(() =>
      expect(screen.queryByRole('alert')).not.toBeInTheDocument(),
    );
  });

  it('that will not change is not asked again', async () => {
    jest.useFakeTimers();
    try {
      const metrics = new FakeMetrics();
      metrics.onMetrics = () => {
        throw anError(403, 'You may not. Ask managers.');
      };
      show('/', metrics);
      await act(() => jest.advanceTimersByTimeAsync(120_000));
      expect(screen.getByRole('alert')).toHaveTextContent('Ask managers.');
      expect(metrics.asked).toHaveLength(1);
    } finally {
      jest.useRealTimers();
    }
  });
});

describe('an own query', () => {
  const result = {
    query: 'sum by (code) (x)',
    from: '2026-03-01T12:00:00.000Z',
    stepSeconds: 60,
    steps: 3,
    series: [
      { labels: { job: 'web', code: '200' }, values: [1, 2, 3] },
      { labels: { job: 'web', code: '500' }, values: [0, null, 0.5] },
    ],
    warnings: [],
  };

  it('is drawn, each series named by what tells it apart', async () => {
    const metrics = new FakeMetrics();
    metrics.onQuery = () => result;
    show('/', metrics);
    await chart('CPU');
    await userEvent.click(screen.getByRole('button', { name: 'Own query' }));
    expect(
      await screen.findByRole('textbox', { name: /PromQL/ }),
    ).toHaveFocus();
    await userEvent.keyboard('sum by (code) (x){Enter}');
    await chart('Result');
    expect(metrics.queries[0].query).toBe('sum by (code) (x)');
    expect(where().get('promql')).toBe('sum by (code) (x)');
    expect(
      screen.getByRole('button', { name: /code="500"/ }),
    ).toHaveTextContent('0.5');
    await userEvent.click(screen.getByRole('button', { name: 'Close' }));
    expect(screen.getByRole('button', { name: 'Own query' })).toHaveFocus();
  });

  it('that is wrong is shown with the place', async () => {
    const metrics = new FakeMetrics();
    metrics.onQuery = () => {
      throw anError(400, 'At line 1, character 5 it is not PromQL.');
    };
    show('/?promql=sum((x', metrics);
    const alert = await screen.findByRole('alert');
    expect(alert).toHaveTextContent('At line 1, character 5 it is not PromQL.');
    expect(alert.querySelector('pre')!.textContent).toBe('sum((x\n    ^');
    expect(metrics.queries).toHaveLength(1);
  });

  it('is not offered to those who may not, and says whom to ask', async () => {
    const metrics = show('/', new FakeMetrics(), 'Ask managers, who own it.');
    await chart('CPU');
    const button = screen.getByRole('button', { name: 'Own query' });
    expect(button).toHaveAccessibleDescription('Ask managers, who own it.');
    await userEvent.click(button);
    expect(where().get('promql')).toBeNull();
    expect(metrics.queries).toHaveLength(0);
  });

  it('in a link is refused in words to those who may not, without a field', async () => {
    const metrics = show(
      '/?promql=up',
      new FakeMetrics(),
      'You may not write queries. Ask managers, who own it.',
    );
    await chart('CPU');
    expect(screen.getByRole('alert')).toHaveTextContent(
      'The query of this link is not run',
    );
    expect(screen.getByRole('alert')).toHaveTextContent(
      'Ask managers, who own it.',
    );
    expect(screen.queryByRole('textbox', { name: /PromQL/ })).toBeNull();
    expect(metrics.queries).toHaveLength(0);
    await userEvent.click(
      screen.getByRole('button', { name: 'Go on without it' }),
    );
    expect(where().get('promql')).toBeNull();
    expect(screen.queryByRole('alert')).toBeNull();
  });
});

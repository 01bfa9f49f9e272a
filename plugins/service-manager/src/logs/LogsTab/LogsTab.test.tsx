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
import type { LogRecord } from '@vtasker/backstage-plugin-service-manager-common';
import {
  aGap,
  aHeartbeat,
  aLine,
  anAnswer,
  emptyPage,
  FakeLogs,
  lines,
} from '../testing';
import { LogsTab } from './LogsTab';

const HEIGHT = 440;
let scrollTop = 0;

/** jsdom lays nothing out: a window of 20 rows over those that there are. */
beforeEach(() => {
  scrollTop = 0;
  const is = (name: string, get: (element: HTMLElement) => number) =>
    jest
      .spyOn(HTMLElement.prototype, name as 'offsetHeight', 'get')
      .mockImplementation(function size(this: HTMLElement) {
        return get(this);
      });
  const height = (element: HTMLElement) =>
    element.getAttribute('role') === 'row' ? 22 : HEIGHT;
  is('offsetHeight', height);
  is('clientHeight', height);
  is('offsetWidth', () => 1200);
  is('clientWidth', () => 1200);
  const grid = (element: Element) => element.getAttribute('role') === 'grid';
  const total = (element: Element) =>
    parseFloat(
      (element.querySelector('[role="rowgroup"]') as HTMLElement)?.style.height,
    ) || 0;
  jest
    .spyOn(Element.prototype, 'scrollHeight', 'get')
    .mockImplementation(function size(this: Element) {
      return grid(this) ? total(this) : 0;
    });
  jest
    .spyOn(Element.prototype, 'scrollTop', 'get')
    .mockImplementation(function top(this: Element) {
      return grid(this) ? scrollTop : 0;
    });
  jest
    .spyOn(Element.prototype, 'scrollTop', 'set')
    .mockImplementation(function setTop(this: Element, to: number) {
      if (grid(this)) setTimeout(() => act(() => scroll(to, this)));
    });
  Element.prototype.scrollTo = function scrollTo(this: Element, to: any) {
    // As in a browser: the event comes later.
    if (grid(this)) setTimeout(() => act(() => scroll(to.top, this)));
  } as never;
});
afterEach(() => jest.restoreAllMocks());

function scroll(top: number, grid: Element = screen.getByRole('grid')) {
  scrollTop = Math.max(0, Math.min(top, grid.scrollHeight - HEIGHT));
  grid.dispatchEvent(new Event('scroll'));
}

function Where() {
  const { search } = useLocation();
  return <output>{search}</output>;
}

function show(at = '/', logs = new FakeLogs()) {
  renderInTestApp(
    <>
      <LogsTab api={logs} name="web" />
      <Where />
    </>,
    { initialRouteEntries: [at] },
  );
  return logs;
}

/** The stream gives it, and the frame after shows it. */
async function come(logs: FakeLogs, ...records: LogRecord[]) {
  await waitFor(() => expect(logs.streams.length).toBeGreaterThan(0));
  await act(async () => {
    logs.last.push(...records);
    // A batch of many comes within a tenth of a second.
    for (let frame = 0; frame < 8; frame++) {
      await new Promise(resolve => requestAnimationFrame(resolve));
    }
  });
}

const where = () =>
  new URLSearchParams(document.querySelector('output')!.textContent!);
const rows = () => screen.queryAllByRole('row').map(row => row.textContent);

describe('live lines', () => {
  it('flow, followed to the newest, with level, time and where they come from', async () => {
    const logs = show();
    expect(await screen.findByLabelText('Loading the lines')).toBeVisible();
    await come(logs, ...lines(0, 100), aHeartbeat());
    expect(await screen.findByText('line 99')).toBeInTheDocument();
    expect(screen.queryByText('line 0')).not.toBeInTheDocument();
    expect(screen.getByText('Live', { selector: '.status *' })).toBeVisible();
    expect(screen.getByText('Source: the pods themselves')).toBeVisible();
    expect(screen.getByText('1 container followed')).toBeVisible();
    expect(rows().at(-1)).toMatch(/\d\d:\d\d:\d\d\.\d{3}infoline 99/);
  });

  it('stay where one scrolled to, count what is new, and follow again', async () => {
    const logs = show();
    await come(logs, ...lines(0, 100));
    await screen.findByText('line 99');
    act(() => scroll(500));
    await come(logs, ...lines(100, 103));
    const fresh = await screen.findByRole('button', { name: '3 new lines' });
    expect(screen.queryByText('line 102')).not.toBeInTheDocument();
    await userEvent.click(fresh);
    expect(await screen.findByText('line 102')).toBeInTheDocument();
    expect(fresh).not.toBeInTheDocument();
  });

  it('are as many as there are, also those that are not laid out while one follows', async () => {
    const logs = show();
    await come(logs, ...lines(0, 1000));
    const newest = await screen.findByText('line 999');
    expect(newest.closest('[role=row]')).toHaveAttribute(
      'aria-rowindex',
      '1000',
    );
    const grid = screen.getByRole('grid', { name: 'Log lines' });
    expect(grid).toHaveAttribute('aria-rowcount', '1000');
    expect(grid.scrollHeight).toBe(22 * 1000);
    act(() => scroll(22 * 100));
    const old = await screen.findByText('line 110');
    expect(old.closest('[role=row]')).toHaveAttribute('aria-rowindex', '111');
    expect(grid.scrollHeight).toBe(22 * 1000);
    act(() => scroll(22 * 1000));
    expect(await screen.findByText('line 999')).toBeInTheDocument();
  });

  it('that are wrapped stand below each other, whatever their height', async () => {
    const { get } = Object.getOwnPropertyDescriptor(
      HTMLElement.prototype,
      'offsetHeight',
    )!;
    jest
      .spyOn(HTMLElement.prototype, 'offsetHeight', 'get')
      .mockImplementation(function size(this: HTMLElement) {
        const [, n] = /line (\d+)/.exec(this.textContent ?? '') ?? [];
        return this.getAttribute('role') === 'row'
          ? 22 * (1 + (Number(n) % 3))
          : get!.call(this);
      });
    const logs = show('/?wrap=true');
    const places = () =>
      screen
        .queryAllByRole('row')
        .map(row => ({
          top: parseFloat(/translateY\((.*)px/.exec(row.style.transform)![1]),
          height: row.offsetHeight,
        }))
        .sort((a, b) => a.top - b.top);
    // More than fit, and then others in their places.
    for (const upTo of [100, 130, 161]) {
      await come(logs, ...lines(upTo - 30, upTo));
      await screen.findByText(`line ${upTo - 1}`);
      await waitFor(() => expect(places().length).toBeGreaterThan(10));
      const found = places();
      found.slice(1).forEach(({ top }, at) => {
        expect(top).toBe(found[at].top + found[at].height);
      });
    }
  });

  it('let go as soon as the wheel turns back, not when it has moved far', async () => {
    const logs = show();
    await come(logs, ...lines(0, 5));
    const grid = await screen.findByRole('grid', { name: 'Log lines' });
    fireEvent.wheel(grid, { deltaY: -1 });
    await come(logs, ...lines(5, 100));
    await screen.findByText('line 99');
    // There was nothing to scroll.
    expect(screen.queryByText(/new lines/)).toBeNull();
    fireEvent.wheel(grid, { deltaY: 1 });
    fireEvent.wheel(grid, { deltaY: -1, ctrlKey: true });
    await come(logs, ...lines(100, 110));
    await screen.findByText('line 109');
    fireEvent.wheel(grid, { deltaY: -1 });
    await come(logs, ...lines(110, 140));
    expect(
      await screen.findByRole('button', { name: /30 new lines/ }),
    ).toBeVisible();
    expect(screen.queryByText('line 139')).toBeNull();
  });

  it('do not follow again because of lines that come above', async () => {
    const logs = show();
    await come(logs, ...lines(0, 100));
    await screen.findByText('line 99');
    const grid = screen.getByRole('grid', { name: 'Log lines' });
    fireEvent.wheel(grid, { deltaY: -10 });
    const height = grid.scrollHeight;
    act(() => scroll(height - HEIGHT - 10));
    const higher = jest
      .spyOn(Element.prototype, 'scrollHeight', 'get')
      .mockReturnValue(height + 220);
    act(() => scroll(height + 220 - HEIGHT - 10));
    higher.mockReturnValue(height);
    await come(logs, ...lines(100, 130));
    expect(
      await screen.findByRole('button', { name: /30 new lines/ }),
    ).toBeVisible();
  });

  it('wait while paused, and none is lost', async () => {
    const logs = show();
    await come(logs, ...lines(0, 3));
    await userEvent.click(await screen.findByRole('button', { name: 'Pause' }));
    await come(logs, ...lines(3, 6));
    expect(rows()).toHaveLength(3);
    expect(screen.getByText('Paused')).toBeVisible();
    await userEvent.click(screen.getByRole('button', { name: 'Go on' }));
    expect(rows()).toHaveLength(6);
  });

  it('stay when the connection is lost, which is said', async () => {
    const logs = show();
    await come(logs, ...lines(0, 3));
    act(() => logs.last.end(new TypeError('network error')));
    expect(
      await screen.findByText(/Connection lost; the lines stay/),
    ).toBeVisible();
    expect(rows()).toHaveLength(3);
  });

  it('tell what is missing and what happened between them', async () => {
    const logs = show();
    await come(logs, aLine(0), aGap(1, 1200), aGap(2), {
      type: 'marker',
      ns: aLine(3).ns,
      kind: 'pod-joined',
      message: 'Pod web-2 has joined.',
    });
    expect(
      await screen.findByText(/1,200 lines are missing here. The browser/),
    ).toBeVisible();
    expect(screen.getByText(/nobody knows how many/)).toBeVisible();
    expect(screen.getByText('Pod web-2 has joined.')).toBeVisible();
    expect(
      screen.getByText('Missing: 1,200, and an unknown number at 1 place'),
    ).toBeVisible();
  });
});

describe('a line', () => {
  it('is text: markup in it is shown, only addresses of the web are links', async () => {
    const logs = show();
    await come(
      logs,
      aLine(0, {
        text: '<img src=x onerror=alert(1)> javascript:alert(1) https://ok.example/ \u202Eevil',
      }),
    );
    const row = await screen.findByRole('row');
    expect(row).toHaveTextContent('<img src=x onerror=alert(1)>');
    expect(row).toHaveTextContent('<U+202E>evil');
    expect(row.querySelector('img')).toBeNull();
    expect(within(row).getAllByRole('link')).toHaveLength(1);
    expect(within(row).getByRole('link')).toHaveAttribute(
      'href',
      'https://ok.example/',
    );
  });

  it('of 20 MB is laid out in part, first and when more is asked for', async () => {
    const logs = show();
    const text = `begins ${'x'.repeat(20_000_000)} ends`;
    await come(logs, aLine(0, { text }));
    const row = await screen.findByRole('row');
    expect(row.textContent!.length).toBeLessThan(20_000);
    await userEvent.click(row);
    const drawer = screen.getByRole('complementary', { name: 'Line' });
    expect(drawer.textContent!.length).toBeLessThan(20_000);
    await userEvent.click(
      within(drawer).getByRole('button', { name: 'show more' }),
    );
    expect(drawer.textContent!.length).toBeGreaterThan(200_000);
    expect(drawer.textContent!.length).toBeLessThan(300_000);
  });

  it('leads to those of its pod, container and level', async () => {
    const logs = show();
    await come(logs, aLine(0, { level: 'error' }));
    await userEvent.click(await screen.findByRole('row'));
    for (const [name, filter] of [
      ['only these: level error', { levels: ['error'] }],
      ['only these: container web', { containers: ['web'] }],
      ['only these: pod web-1', { pods: ['web-1'] }],
    ] as const) {
      const drawer = screen.getByRole('complementary', { name: 'Line' });
      await userEvent.click(within(drawer).getByRole('button', { name }));
      await waitFor(() =>
        expect(logs.last.request.filters).toMatchObject(filter),
      );
      await come(logs, aLine(0, { level: 'error' }));
      await userEvent.click(await screen.findByRole('row'));
    }
  });

  it('of several lines is one row that unfolds', async () => {
    const logs = show();
    await come(logs, aLine(0, { text: 'Error: x\n  at a\n  at b' }));
    const row = await screen.findByRole('row');
    expect(row).not.toHaveTextContent('at a');
    await userEvent.click(
      within(row).getByRole('button', { name: '+2 lines' }),
    );
    expect(row).toHaveTextContent('at b');
  });

  it('opens with its fields, which filter, and stands in the URL', async () => {
    const logs = show();
    await come(
      logs,
      aLine(0, { text: '{"status":500,"id":1569266497240578123}' }),
      aLine(1, { text: '{"status":200}' }),
    );
    await userEvent.click((await screen.findAllByRole('row'))[0]);
    const drawer = screen.getByRole('complementary', { name: 'Line' });
    expect(drawer).toHaveTextContent('1569266497240578123');
    expect(where().get('line')).toBe('cursor-0');
    await userEvent.click(
      within(drawer).getByRole('button', {
        name: 'only these: status=500',
      }),
    );
    await waitFor(() =>
      expect(logs.last.request.filters.fields).toEqual({ status: '500' }),
    );
    expect(rows()).toHaveLength(1);
    expect(where().get('field')).toBe('{"status":"500"}');
    await userEvent.click(
      screen.getByRole('button', { name: /status=500: take off/ }),
    );
    await waitFor(() => expect(where().get('field')).toBeNull());
  });

  it('is found by a link, with what surrounds it', async () => {
    const logs = new FakeLogs();
    logs.onPage = ({ before, after }) => ({
      ...emptyPage,
      records: before ? lines(5, 10) : lines(after ? 11 : 10, after ? 15 : 11),
    });
    show(`/?line=cursor-10&at=${aLine(10).ns}`, logs);
    const drawer = await screen.findByRole('complementary', { name: 'Line' });
    expect(within(drawer).getByText('line 10')).toBeVisible();
    expect(rows()).toHaveLength(10);
    expect(logs.streams.every(({ signal }) => signal.aborted)).toBe(true);
    expect(screen.getByText('History')).toBeVisible();
  });
});

describe('what surrounds a line', () => {
  const around = () => {
    const logs = new FakeLogs();
    logs.onPage = ({ before, after }) => ({
      ...emptyPage,
      records: before ? lines(5, 10) : lines(after ? 11 : 10, after ? 15 : 11),
    });
    show(`/?line=cursor-10&at=${aLine(10).ns}&around=true`, logs);
    return logs;
  };
  const drawer = () => screen.queryByRole('complementary', { name: 'Line' });

  it('stays when the line is closed', async () => {
    const logs = around();
    expect(await screen.findByRole('complementary')).toHaveTextContent(
      'line 10',
    );
    await userEvent.click(
      screen.getByRole('button', { name: 'Close the line' }),
    );
    expect(drawer()).toBeNull();
    expect(rows()).toHaveLength(10);
    expect(where().get('around')).toBe('true');
    expect(logs.streams).toHaveLength(0);
  });

  it('stays when another of its lines is opened', async () => {
    const logs = around();
    await screen.findByRole('complementary');
    const asked = logs.pages.length;
    await userEvent.click(screen.getByText('line 12'));
    expect(drawer()).toHaveTextContent('line 12');
    expect(where().get('line')).toBe('cursor-12');
    expect(rows()).toHaveLength(10);
    expect(logs.pages).toHaveLength(asked);
  });

  it('is left for the live lines with one click', async () => {
    const logs = around();
    await screen.findByRole('complementary');
    await userEvent.click(screen.getByRole('button', { name: 'Go live' }));
    await waitFor(() => expect(logs.streams).toHaveLength(1));
    expect(where().toString()).toBe('');
  });
});

describe('filters and search', () => {
  it('are read from the URL and asked of the backend', async () => {
    const logs = show('/?q=time.*out&re2=true&level=error,warn&pod=web-1');
    await waitFor(() => expect(logs.streams).toHaveLength(1));
    expect(logs.last.request.filters).toMatchObject({
      text: 'time.*out',
      regex: true,
      levels: ['error', 'warn'],
      pods: ['web-1'],
    });
    await waitFor(() => expect(logs.volumes).toHaveLength(1));
  });

  it('say which one cannot be used, and where', async () => {
    const logs = new FakeLogs();
    logs.onStream = () =>
      anAnswer(400, {
        code: 'INVALID_FIELD',
        message: 'query.regex is not an RE2 expression at position 3.',
        nextStep: 'Correct it there.',
      });
    show('/?q=a(&re2=true', logs);
    const alert = await screen.findByRole('alert');
    expect(alert).toHaveTextContent('These filters cannot be used');
    expect(alert).toHaveTextContent('at position 3. Correct it there.');
    expect(logs.streams).toHaveLength(1);
  });

  it('that are refused leave the lines that are there', async () => {
    const logs = show();
    await come(logs, ...lines(0, 3));
    logs.onStream = () =>
      anAnswer(400, { code: 'INVALID_FIELD', message: 'No RE2 expression.' });
    await userEvent.type(
      screen.getByRole('searchbox', { name: 'Only lines that hold' }),
      'line (',
    );
    await waitFor(() => expect(logs.streams.length).toBeGreaterThan(1));
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'These filters cannot be used; the lines are those of before',
    );
    expect(rows()).toHaveLength(3);
    logs.onStream = () => undefined;
    await userEvent.click(
      screen.getByRole('button', { name: 'Clear filters' }),
    );
    await waitFor(() =>
      expect(screen.queryByRole('alert')).not.toBeInTheDocument(),
    );
  });

  it('that are refused late give back the lines that were there', async () => {
    const logs = show();
    await come(logs, ...lines(0, 3));
    await userEvent.type(
      screen.getByRole('searchbox', { name: 'Only lines that hold' }),
      'line (',
    );
    expect(await screen.findByLabelText('Loading the lines')).toBeVisible();
    expect(rows()).toHaveLength(0);
    const refusal = { code: 'INVALID_FIELD', message: 'No RE2 expression.' };
    act(() => logs.last.end(anAnswer(400, refusal)));
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'These filters cannot be used; the lines are those of before',
    );
    expect(rows()).toHaveLength(3);
  });

  it('search marks hits and goes from one to the next', async () => {
    const logs = show();
    await come(
      logs,
      ...['ok', 'a timeout', 'ok', 'Timeout again'].map((text, n) =>
        aLine(n, { text }),
      ),
    );
    await screen.findByText('a timeout');
    await userEvent.keyboard('/');
    expect(
      screen.getByRole('searchbox', { name: 'Search in the lines' }),
    ).toHaveFocus();
    await userEvent.keyboard('TIMEOUT');
    expect(await screen.findByText('2 hits')).toBeVisible();
    expect(document.querySelectorAll('mark')).toHaveLength(2);
    await userEvent.keyboard('{Enter}');
    expect(await screen.findByText('2 of 2')).toBeVisible();
    await userEvent.click(screen.getByRole('button', { name: 'Next hit' }));
    expect(await screen.findByText('1 of 2')).toBeVisible();
    expect(where().get('find')).toBe('TIMEOUT');
  });
});

describe('the keyboard', () => {
  it('goes along the lines, opens one, closes it, and back to the newest', async () => {
    const logs = show();
    await come(logs, ...lines(0, 60));
    await screen.findByText('line 59');
    await userEvent.keyboard('j');
    const grid = screen.getByRole('grid', { name: 'Log lines' });
    expect(grid).toHaveFocus();
    await userEvent.keyboard('kk');
    const active = () =>
      document.getElementById(grid.getAttribute('aria-activedescendant') ?? '');
    expect(active()).toHaveTextContent('line 58');
    await userEvent.keyboard('{Enter}');
    expect(
      screen.getByRole('complementary', { name: 'Line' }),
    ).toHaveTextContent('line 58');
    await userEvent.keyboard('{Escape}{Escape}');
    expect(screen.queryByRole('complementary')).not.toBeInTheDocument();
    await userEvent.keyboard('{End}');
    expect(screen.getByRole('button', { name: 'Follow' })).toHaveAttribute(
      'aria-pressed',
      'true',
    );
  });
});

describe('a time that has passed', () => {
  it('shows its lines, pages back, and the way to live', async () => {
    const logs = new FakeLogs();
    logs.onPage = ({ before }) =>
      before
        ? { ...emptyPage, records: lines(0, 5) }
        : { ...emptyPage, records: lines(5, 10), olderCursor: 'older' };
    show(
      '/?from=2026-01-01T00:00:00Z&until=2026-01-01T01:00:00Z&level=error',
      logs,
    );
    await waitFor(() => expect(rows()).toHaveLength(10));
    expect(logs.pages[0]).toMatchObject({
      from: '2026-01-01T00:00:00.000Z',
      until: '2026-01-01T01:00:00.000Z',
    });
    expect(logs.streams).toHaveLength(0);
    await userEvent.click(
      screen.getByRole('button', { name: /2026-01-01|2025-12-31/ }),
    );
    await userEvent.click(await screen.findByRole('button', { name: /^Live/ }));
    await waitFor(() => expect(logs.streams).toHaveLength(1));
    expect(logs.last.request.filters.levels).toEqual(['error']);
    expect(where().toString()).toBe('level=error');
  });
});

describe('what surrounds the lines', () => {
  it('the help says the keys and what the levels and marks mean', async () => {
    show();
    await screen.findByRole('search');
    await userEvent.keyboard('?');
    const help = await screen.findByRole('dialog');
    expect(help).toHaveTextContent('nNNext hit, previous hit');
    expect(help).toHaveTextContent('warnThe line says warn or warning');
    await userEvent.keyboard('{Escape}');
    await waitFor(() =>
      expect(screen.queryByRole('dialog')).not.toBeInTheDocument(),
    );
  });

  it('the past that comes first is no pace', async () => {
    const logs = show();
    await come(logs, aHeartbeat(), ...lines(0, 500));
    await screen.findByText('line 499');
    expect(screen.queryByText(/^[1-9].* lines\/s$/)).toBeNull();
  });

  it('the containers before a restart are asked for, and only where there are any', async () => {
    const logs = show();
    const open = async () => {
      await userEvent.click(screen.getByRole('button', { name: 'More' }));
      return screen.findByRole('menuitem', { name: /before the last restart/ });
    };
    await waitFor(() => expect(logs.streams).toHaveLength(1));
    expect(await open()).toHaveAttribute('aria-disabled', 'true');
    await userEvent.keyboard('{Escape}');
    expect(where().get('previous')).toBeNull();
  });

  it('the containers before a restart have their place in the URL and a way back', async () => {
    const logs = new FakeLogs();
    logs.sourcesAnswer.pods[0].containers[0].previous = true;
    show('/', logs);
    await screen.findByText('Source: the pods themselves');
    await userEvent.click(screen.getByRole('button', { name: 'More' }));
    await userEvent.click(
      await screen.findByRole('menuitem', { name: /before the last restart/ }),
    );
    await waitFor(() => expect(logs.last.request.filters.previous).toBe(true));
    // They have ended: nothing flows that one could pause or follow.
    await come(logs, aHeartbeat({ followed: 0 }), aLine(0));
    expect(
      screen.getByText('Before the last restart', { selector: '.status *' }),
    ).toBeVisible();
    expect(screen.queryByText(/containers followed/)).toBeNull();
    expect(screen.queryByRole('button', { name: 'Pause' })).toBeNull();
    await userEvent.click(
      screen.getByRole('button', { name: 'Before the last restart' }),
    );
    await waitFor(() => expect(logs.last.request.filters.previous).toBe(false));
  });

  it('LogQL of one’s own is offered to who may, and asked of the backend', async () => {
    const logs = new FakeLogs();
    logs.sourcesAnswer = { ...logs.sourcesAnswer, mayQuery: true };
    show('/', logs);
    await waitFor(() => expect(logs.streams).toHaveLength(1));
    const item = async () => {
      await userEvent.click(screen.getByRole('button', { name: 'More' }));
      return screen.findByRole('menuitem', { name: 'Query with LogQL' });
    };
    await userEvent.click(await item());
    await userEvent.type(
      await screen.findByRole('textbox', { name: /^LogQL/ }),
      '{{app="web"}{Enter}',
    );
    await waitFor(() =>
      expect(logs.last.request.filters.logql).toBe('{app="web"}'),
    );
    expect(where().get('logql')).toBe('{app="web"}');
    await userEvent.click(screen.getByRole('button', { name: 'Close query' }));
    await waitFor(() => expect(logs.last.request.filters.logql).toBe(''));
  });

  it('LogQL is not there for who may not', async () => {
    const logs = show('/?logql=x');
    await waitFor(() => expect(logs.streams).toHaveLength(1));
    await userEvent.click(screen.getByRole('button', { name: 'More' }));
    await screen.findByRole('menuitem', { name: /Download as text/ });
    expect(screen.queryByRole('menuitem', { name: /LogQL/ })).toBeNull();
    expect(screen.queryByRole('textbox', { name: /LogQL/ })).toBeNull();
  });

  it('LogQL of a link is refused in words to who may not, and left with one click', async () => {
    const logs = new FakeLogs();
    logs.onStream = ({ filters }) =>
      filters.logql
        ? anAnswer(403, {
            code: 'NOT_ALLOWED',
            message: 'olivia has no permission logs.query.',
            nextStep: 'Ask its owner, traffic.',
          })
        : undefined;
    show('/?logql=x', logs);
    const alert = await screen.findByRole('alert');
    expect(alert).toHaveTextContent('The LogQL of this link is not run');
    expect(alert).toHaveTextContent('Ask its owner, traffic.');
    await userEvent.click(
      screen.getByRole('button', { name: 'Go on without it' }),
    );
    await waitFor(() => expect(logs.last.request.filters.logql).toBe(''));
    expect(where().get('logql')).toBeNull();
  });

  it('LogQL that is wrong is shown with its place, and is not tried again', async () => {
    const logs = new FakeLogs();
    logs.sourcesAnswer = { ...logs.sourcesAnswer, mayQuery: true };
    logs.onStream = () =>
      anAnswer(400, {
        code: 'INVALID_FIELD',
        field: 'query.logql',
        message: 'query.logql cannot be understood at position 7.',
        nextStep: 'Write, for example, {container="web"}.',
      });
    show('/?logql={a%3D"b"', logs);
    const alert = await screen.findByRole('alert');
    expect(alert).toHaveTextContent('This query cannot be used');
    expect(alert).toHaveTextContent('The query cannot be understood');
    expect(alert.querySelector('pre')!.textContent).toBe('{a="b"\n      ^');
    expect(screen.queryByRole('button', { name: 'Try again' })).toBeNull();
  });

  it('a download says how far it is, and why it ended', async () => {
    const logs = new FakeLogs();
    let controller!: ReadableStreamDefaultController<Uint8Array>;
    logs.onDownload = async () =>
      ({
        body: new ReadableStream<Uint8Array>({
          start: given => {
            controller = given;
          },
        }),
      } as Response);
    show('/?level=error', logs);
    await waitFor(() => expect(logs.streams).toHaveLength(1));
    await userEvent.click(screen.getByRole('button', { name: 'More' }));
    await userEvent.click(
      await screen.findByRole('menuitem', { name: 'Download as NDJSON' }),
    );
    await waitFor(() => expect(logs.downloads).toHaveLength(1));
    expect(logs.downloads[0]).toMatchObject({
      format: 'ndjson',
      filters: { levels: ['error'] },
    });
    act(() => controller.enqueue(new Uint8Array(12_345)));
    expect(
      await screen.findByText('Downloading the lines: 12 KB'),
    ).toBeVisible();
    act(() => controller.error(new TypeError('network error')));
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'The lines could not be downloaded',
    );
  });
});

describe('where there is nothing', () => {
  it('says why, and what to do', async () => {
    const logs = show('/?level=fatal');
    await come(logs, aHeartbeat());
    expect(
      await screen.findByText('No line passes these filters'),
    ).toBeVisible();
    const [clear] = screen
      .getAllByRole('button', { name: 'Clear filters' })
      .slice(-1);
    await userEvent.click(clear);
    await come(logs, aHeartbeat({ followed: 0 }));
    expect(await screen.findByText('No lines yet')).toBeVisible();
    expect(screen.getByText(/No container runs now/)).toBeVisible();
  });

  it('tells who may not read that they may not, and whom to ask', async () => {
    const logs = new FakeLogs();
    logs.onStream = () =>
      anAnswer(403, {
        code: 'NOT_ALLOWED',
        message: 'You may not read the logs of web.',
        nextStep: 'Ask managers, who own it.',
      });
    show('/', logs);
    const alert = await screen.findByRole('alert');
    expect(alert).toHaveTextContent(
      'You may not read the lines of this service',
    );
    expect(alert).toHaveTextContent('Ask managers, who own it.');
    expect(screen.queryByText('No lines yet')).not.toBeInTheDocument();
  });

  it('says what the source says, and keeps the lines', async () => {
    const logs = show();
    await come(logs, aLine(0), {
      type: 'error',
      code: 'DEPENDENCY_UNAVAILABLE',
      message: 'Loki does not answer.',
      retryInMs: 5000,
    });
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'Loki does not answer. It is asked again in 5 s.',
    );
    expect(rows()).toHaveLength(1);
  });
});

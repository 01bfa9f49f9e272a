import { ReactNode } from 'react';
import { act, renderHook, waitFor } from '@testing-library/react';
import { TestApiProvider } from '@backstage/frontend-test-utils';
import { signalApiRef } from '@backstage/plugin-signals-react';
import {
  CHANGED_CHANNEL,
  ServiceManagerClient,
  type Operation,
  type Service,
} from '@vtasker/backstage-plugin-service-manager-common';
import { FakeServer } from '../testing';
import {
  serviceManagerApiRef,
  useClusters,
  useOperation,
  useService,
  useServices,
} from '.';

const service = {
  entityRef: 'component:default/web',
  key: 'key-web',
  status: { state: 'running' },
  clusters: [{ name: 'eu', title: 'EU', state: 'connected', forbidden: [] }],
} as unknown as Service;

function setUp(options: { signals?: boolean } = {}) {
  const server = new FakeServer();
  const hints = new Set<(message: unknown) => void>();
  const signalApi = {
    subscribe: (channel: string, onMessage: any) => {
      if (channel === CHANGED_CHANNEL) hints.add(onMessage);
      return { unsubscribe: () => hints.delete(onMessage) };
    },
  };
  const apis: any[] = [[serviceManagerApiRef, server.client]];
  if (options.signals !== false) apis.push([signalApiRef, signalApi]);
  return {
    server,
    apis,
    hints,
    hint: (...services: string[]) =>
      act(() => hints.forEach(each => each({ services }))),
    wrapper: (props: { children: ReactNode }) => (
      <TestApiProvider apis={apis as any}>{props.children}</TestApiProvider>
    ),
  };
}

describe('useService', () => {
  it('asks for the entity in lower case and fetches again upon its key', async () => {
    const { server, hint, wrapper } = setUp();
    server.on('getService', () => service);
    const { result } = renderHook(() => useService('Component:Default/Web'), {
      wrapper,
    });
    expect(result.current.loading).toBe(true);
    await waitFor(() => expect(result.current.service).toEqual(service));
    expect(server.callsTo('getService')[0].params).toEqual({
      kind: 'component',
      namespace: 'default',
      name: 'web',
    });

    const stopped = { ...service, status: { state: 'stopped' } };
    server.on('getService', () => stopped as Service);
    hint('key-other');
    expect(server.callsTo('getService')).toHaveLength(1);
    hint('key-web');
    await waitFor(() =>
      expect(result.current.service?.status.state).toBe('stopped'),
    );
    expect(server.callsTo('getService')).toHaveLength(2);
  });

  it('renders nothing again when the answer is the same', async () => {
    const { server, hint, wrapper } = setUp();
    server.on('getService', () => service);
    let renders = 0;
    const { result } = renderHook(
      () => {
        renders += 1;
        return useService('component:default/web');
      },
      { wrapper },
    );
    await waitFor(() => expect(result.current.service).toBeDefined());
    const before = renders;
    hint('key-web');
    await waitFor(() => expect(server.callsTo('getService')).toHaveLength(2));
    await act(async () => {
      await result.current.refresh();
    });
    expect(renders).toBe(before);
  });

  it('keeps the service when a fetch fails, and says whose answer is missing', async () => {
    const { server, wrapper } = setUp();
    server.on('getService', () => ({
      ...service,
      clusters: [
        {
          name: 'eu',
          title: 'EU',
          state: 'unreachable',
          lastSeenAt: '2026-03-01T14:02:10Z',
          message: 'refused',
          forbidden: [],
        },
      ],
    }));
    const { result } = renderHook(() => useService('component:default/web'), {
      wrapper,
    });
    await waitFor(() =>
      expect(result.current.stale).toEqual([
        { source: 'EU', since: '2026-03-01T14:02:10Z', message: 'refused' },
      ]),
    );
    server.setOffline(true);
    await act(async () => {
      await result.current.refresh();
    });
    expect(result.current.service?.key).toBe('key-web');
    expect(result.current.error?.message).toBe('Failed to fetch');
    expect(result.current.stale?.map(({ source }) => source)).toEqual([
      "The service manager's backend",
      'EU',
    ]);
  });

  it('shows no service while another entity is being fetched', async () => {
    const { server, wrapper } = setUp();
    server.on('getService', () => service);
    const { result, rerender } = renderHook(
      ({ name }) => useService(`component:default/${name}`),
      { wrapper, initialProps: { name: 'web' } },
    );
    await waitFor(() => expect(result.current.service).toBeDefined());
    const release = server.hold('getService');
    rerender({ name: 'other' });
    expect(result.current).toMatchObject({ service: undefined, loading: true });
    release({ ...service, key: 'key-other' });
    await waitFor(() => expect(result.current.service?.key).toBe('key-other'));
  });

  it('fetches once for all who show the same service', async () => {
    const { server, wrapper } = setUp();
    server.on('getService', () => service);
    const { result } = renderHook(
      () => [
        useService('component:default/web'),
        useService('Component:default/web'),
      ],
      { wrapper },
    );
    await waitFor(() => expect(result.current[1].service).toBeDefined());
    expect(result.current[0].service).toBe(result.current[1].service);
    expect(server.callsTo('getService')).toHaveLength(1);
  });

  it('works without the signals plugin, and stops listening with it', async () => {
    const without = setUp({ signals: false });
    without.server.on('getService', () => service);
    const first = renderHook(() => useService('component:default/web'), {
      wrapper: without.wrapper,
    });
    await waitFor(() => expect(first.result.current.service).toBeDefined());

    const { server, hints, wrapper } = setUp();
    server.on('getService', () => service);
    const { unmount } = renderHook(() => useService('component:default/web'), {
      wrapper,
    });
    expect(hints.size).toBe(1);
    unmount();
    expect(hints.size).toBe(0);
  });
});

describe('useServices', () => {
  it('keeps the identity of rows that did not change', async () => {
    const { server, hint, wrapper } = setUp();
    const rows = [
      { entityRef: 'component:default/a', restarts: 0 },
      { entityRef: 'component:default/b', restarts: 0 },
    ] as any[];
    let items = rows;
    server.on('listServices', () => ({ items, totalItems: items.length }));
    const { result } = renderHook(() => useServices({ fields: ['restarts'] }), {
      wrapper,
    });
    await waitFor(() => expect(result.current.services).toHaveLength(2));
    const [a] = result.current.services!;
    items = [rows[0], { ...rows[1], restarts: 1 }];
    hint('any');
    await waitFor(() => expect(result.current.services![1].restarts).toBe(1));
    expect(result.current.services![0]).toBe(a);
    expect(server.callsTo('listServices')[0].query).toEqual({
      fields: 'restarts',
      limit: '5000',
    });
  });
});

describe('useServices and a busy fleet', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('fetches at most once a second, and says what it knows', async () => {
    const items = [{ entityRef: 'component:default/a', restarts: 0 }] as any[];
    const asked: (string | undefined)[] = [];
    const client = new ServiceManagerClient({
      discoveryApi: { getBaseUrl: async () => 'http://backend' },
      fetchApi: {
        fetch: async (_url, init) => {
          const etag = new Headers(init?.headers).get('if-none-match');
          asked.push(etag ?? undefined);
          return etag === '"1"'
            ? new Response(null, { status: 304 })
            : new Response(JSON.stringify({ items, totalItems: 1 }), {
                headers: { etag: '"1"' },
              });
        },
      },
    });
    const { hint, apis } = setUp();
    const { result } = renderHook(() => useServices(), {
      wrapper: ({ children }) => (
        <TestApiProvider
          apis={[[serviceManagerApiRef, client], apis[1]] as any}
        >
          {children}
        </TestApiProvider>
      ),
    });
    await act(() => jest.advanceTimersByTimeAsync(0));
    expect(asked).toEqual([undefined]);
    const before = result.current;
    expect(before.services).toHaveLength(1);
    for (let hints = 0; hints < 50; hints += 1) {
      hint('any');
      await act(() => jest.advanceTimersByTimeAsync(100));
    }
    // Five seconds of ten hints each: a fetch a second, none of a body.
    expect(asked).toEqual([undefined, ...Array(5).fill('"1"')]);
    expect(result.current).toBe(before);
  });
});

describe('useOperation', () => {
  it('follows an operation until it has ended', async () => {
    const { server, hint, wrapper } = setUp();
    let phase = 'acting';
    server.on('getOperation', () => ({ id: 'one', phase } as Operation));
    const { result } = renderHook(
      () => useOperation('one', { serviceKey: 'key-web' }),
      { wrapper },
    );
    await waitFor(() => expect(result.current.operation?.phase).toBe('acting'));
    phase = 'ended';
    hint('key-other');
    hint('key-web');
    await waitFor(() => expect(result.current.operation?.phase).toBe('ended'));
    expect(server.callsTo('getOperation')).toHaveLength(2);
  });
});

describe('useClusters', () => {
  it('tells the clusters', async () => {
    const { server, wrapper } = setUp();
    server.on('listClusters', () => ({ items: service.clusters }));
    const { result } = renderHook(() => useClusters(), { wrapper });
    await waitFor(() =>
      expect(result.current.clusters).toEqual(service.clusters),
    );
  });
});

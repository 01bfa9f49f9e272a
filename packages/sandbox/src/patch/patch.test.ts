import fc from 'fast-check';
import { typeOfKind } from '../schema';
import type { KubeObject } from '../types';
import { apply, ApplyConflictError } from './apply';
import {
  changedFields,
  contains,
  difference,
  fieldSetOf,
  pathsOf,
  union,
} from './fields';
import { recordUpdate } from './managed';
import { mergePatch } from './merge';
import { strategicMerge } from './strategic';

const CONFIG_MAP = typeOfKind('', 'v1', 'ConfigMap');
const POD = typeOfKind('', 'v1', 'Pod');
const time = '2026-01-01T00:00:00Z';

const keys = fc.constantFrom('a', 'b', 'c', 'd');
const data = fc.dictionary(keys, fc.constantFrom('1', '2'));
const configMap = (values: Record<string, string>): KubeObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'x' },
  data: values,
});
const pod = (containers: any[]): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'x' },
  spec: { containers },
});

describe('sets of fields', () => {
  const sets = data.map(values => fieldSetOf(configMap(values), CONFIG_MAP));

  it('a union has the members of both, a difference those of one', () => {
    fc.assert(
      fc.property(sets, sets, (a, b) => {
        const both = union(a, b);
        for (const path of [...pathsOf(a), ...pathsOf(b)]) {
          expect(contains(both, path)).toBe(true);
        }
        const rest = difference(a, b);
        for (const path of pathsOf(a)) {
          expect(contains(rest, path)).toBe(!contains(b, path));
        }
      }),
    );
  });

  it('names items of a keyed list by all their keys', () => {
    const object = pod([
      { name: 'main', image: 'i', ports: [{ containerPort: 80 }] },
    ]);
    const paths = pathsOf(fieldSetOf(object, POD)).map(p => p.join(' '));
    expect(paths).toContain(
      'f:spec f:containers k:{"name":"main"} f:ports k:{"containerPort":80,"protocol":"TCP"} f:containerPort',
    );
  });

  it('no field is changed between equal objects, whatever their order', () => {
    fc.assert(
      fc.property(data, values => {
        const other = Object.fromEntries(Object.entries(values).reverse());
        const { set, removed } = changedFields(
          configMap(values),
          configMap(other),
          CONFIG_MAP,
        );
        expect([set, removed]).toEqual([{}, {}]);
      }),
    );
  });
});

describe('managed fields of updates', () => {
  it('every value belongs to the manager that wrote it last, and to no other', () => {
    const writes = fc.array(
      fc.record({ manager: fc.constantFrom('x', 'y', 'z'), values: data }),
      { minLength: 1, maxLength: 8 },
    );
    fc.assert(
      fc.property(writes, history => {
        let live: KubeObject | undefined;
        const last = new Map<string, string>();
        for (const { manager, values } of history) {
          const next = configMap(values);
          for (const [key, value] of Object.entries(values)) {
            if (live?.data[key] !== value) last.set(key, manager);
          }
          for (const key of last.keys()) {
            if (!(key in values)) last.delete(key);
          }
          const managedFields = recordUpdate(live, next, CONFIG_MAP, {
            manager,
            time,
          });
          live = { ...next, metadata: { ...next.metadata, managedFields } };
        }
        const owners = new Map<string, string>();
        for (const entry of live!.metadata.managedFields!) {
          for (const path of pathsOf(entry.fieldsV1)) {
            if (path.length < 2) continue;
            expect(owners.has(path[1].slice(2))).toBe(false);
            owners.set(path[1].slice(2), entry.manager);
          }
        }
        expect(owners).toEqual(last);
      }),
    );
  });
});

describe('server-side apply', () => {
  const as = (manager: string, force = false) => ({ manager, force, time });

  it('leaves exactly what is applied last by each, when nobody disagrees', () => {
    const halves = fc.tuple(
      fc.dictionary(fc.constantFrom('a', 'b'), fc.constantFrom('1', '2')),
      fc.dictionary(fc.constantFrom('a', 'b'), fc.constantFrom('1', '2')),
      fc.dictionary(fc.constantFrom('c', 'd'), fc.constantFrom('1', '2')),
    );
    fc.assert(
      fc.property(halves, ([first, second, other]) => {
        let live = apply(undefined, configMap(first), CONFIG_MAP, as('x'));
        live = apply(live, configMap(other), CONFIG_MAP, as('y'));
        live = apply(live, configMap(second), CONFIG_MAP, as('x'));
        expect(live.data ?? {}).toEqual({ ...second, ...other });
      }),
    );
  });

  it('a conflict names the item of a list, and force takes it', () => {
    const made = pod([
      { name: 'main', image: 'i:1' },
      { name: 'side', image: 's:1' },
    ]);
    made.metadata.managedFields = recordUpdate(undefined, made, POD, {
      manager: 'maker',
      time,
    });
    const config = pod([{ name: 'side', image: 's:2' }]);
    let conflicts: unknown;
    try {
      apply(made, config, POD, as('other'));
    } catch (e) {
      conflicts = (e as ApplyConflictError).conflicts;
    }
    expect(conflicts).toEqual([
      {
        manager: 'maker',
        message: 'conflict with "maker" using v1',
        field: '.spec.containers[name="side"].image',
      },
    ]);
    const forced = apply(made, config, POD, as('other', true));
    expect(forced.spec.containers).toEqual([
      { name: 'main', image: 'i:1' },
      { name: 'side', image: 's:2' },
    ]);
  });

  it('removes an item that is no longer applied, and only that', () => {
    const first = apply(
      undefined,
      pod([
        { name: 'main', image: 'i' },
        { name: 'side', image: 's' },
      ]),
      POD,
      as('x'),
    );
    const second = apply(
      first,
      pod([{ name: 'main', image: 'i' }]),
      POD,
      as('x'),
    );
    expect(second.spec.containers).toEqual([{ name: 'main', image: 'i' }]);
  });
});

describe('patches', () => {
  const json = fc.letrec(tie => ({
    value: fc.oneof(
      { maxDepth: 3 },
      fc.constantFrom('x', 1, true),
      fc.dictionary(keys, tie('value')),
    ),
  })).value;
  const object = fc.dictionary(keys, json);

  it('a merge patch applied twice is the same as once', () => {
    fc.assert(
      fc.property(object, object, (target, patch) => {
        const once = mergePatch(target, patch);
        expect(mergePatch(once, patch)).toEqual(once);
      }),
    );
  });

  it('without lists a strategic merge patch is a merge patch', () => {
    fc.assert(
      fc.property(object, object, (target, patch) => {
        expect(strategicMerge(target, patch, 'any')).toEqual(
          mergePatch(target, patch),
        );
      }),
    );
  });

  it('replaces a template whole when a ControllerRevision says so', () => {
    const live = {
      spec: { template: { metadata: { labels: { a: '1' } }, spec: { x: 1 } } },
    };
    const patch = {
      spec: { template: { $patch: 'replace', metadata: { labels: {} } } },
    };
    expect(strategicMerge(live, patch, 'any')).toEqual({
      spec: { template: { metadata: { labels: {} } } },
    });
  });

  it('honours $deleteFromPrimitiveList, $retainKeys and $setElementOrder', () => {
    const live = {
      metadata: { finalizers: ['a', 'b'] },
      spec: {
        containers: [{ name: 'one' }, { name: 'two' }],
        volumes: [{ name: 'v', emptyDir: {} }],
      },
    };
    const patch = {
      metadata: { '$deleteFromPrimitiveList/finalizers': ['a'] },
      spec: {
        '$setElementOrder/containers': [{ name: 'two' }, { name: 'one' }],
        containers: [{ name: 'one', image: 'i' }],
        volumes: [
          {
            name: 'v',
            $retainKeys: ['name', 'secret'],
            secret: { secretName: 's' },
          },
        ],
      },
    };
    expect(strategicMerge(live, patch, POD)).toEqual({
      metadata: { finalizers: ['b'] },
      spec: {
        containers: [{ name: 'two' }, { name: 'one', image: 'i' }],
        volumes: [{ name: 'v', secret: { secretName: 's' } }],
      },
    });
  });
});

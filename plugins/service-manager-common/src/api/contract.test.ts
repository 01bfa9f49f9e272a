import * as fc from 'fast-check';
import { z, ZodTypeAny } from 'zod/v3';
import { verbParametersSchemas, verbSchema } from '../model';
import { contract } from './contract';
import { RouteName, routes } from './routes';

const names = Object.keys(routes) as RouteName[];

/** All objects inside of a schema that a client fills. */
function objectsIn(schema: ZodTypeAny): z.ZodObject<any>[] {
  if (schema instanceof z.ZodObject) {
    return [
      schema,
      ...Object.values<ZodTypeAny>(schema.shape).flatMap(objectsIn),
    ];
  }
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable) {
    return objectsIn(schema.unwrap());
  }
  if (schema instanceof z.ZodArray) return objectsIn(schema.element);
  if (schema instanceof z.ZodDiscriminatedUnion) {
    return [...schema.options].flatMap(objectsIn);
  }
  return [];
}

describe('the contract', () => {
  it('has an entry for each route, whose path it fits', () => {
    expect(Object.keys(contract).sort()).toEqual([...names].sort());
    for (const name of names) {
      const inPath = [...routes[name].path.matchAll(/:(\w+)/g)].map(
        ([, param]) => param,
      );
      const { params } = contract[name];
      expect(Object.keys(params.shape).sort()).toEqual(inPath.sort());
    }
  });

  it.each(names)('%s refuses unknown fields everywhere', name => {
    const { params, query, body } = contract[name];
    const objects = [params, query, body].flatMap(objectsIn);
    expect(objects.length).toBeGreaterThanOrEqual(3);
    for (const object of objects) {
      expect(object._def.unknownKeys).toBe('strict');
    }
  });

  it.each(names)('%s has no field for a cluster or a namespace', name => {
    const { query, body } = contract[name];
    const fields = [query, body]
      .flatMap(objectsIn)
      .flatMap(object => Object.keys(object.shape));
    // `clusters` only filters what is shown; it never says where to act.
    const allowed = name === 'listServices' ? ['clusters'] : [];
    expect(
      fields.filter(field => /cluster|namespace|selector/i.test(field)),
    ).toEqual(allowed);
  });

  it('bounds every text and every list that a client sends', () => {
    const unbounded: string[] = [];
    const visit = (schema: ZodTypeAny, path: string) => {
      if (schema instanceof z.ZodOptional) visit(schema.unwrap(), path);
      else if (schema instanceof z.ZodString) {
        const bounded = schema._def.checks.some(({ kind }) =>
          ['max', 'datetime'].includes(kind),
        );
        if (!bounded) unbounded.push(path);
      } else if (schema instanceof z.ZodArray) {
        if (!schema._def.maxLength) unbounded.push(path);
        visit(schema.element, `${path}[]`);
      } else if (schema instanceof z.ZodObject) {
        for (const [key, value] of Object.entries<ZodTypeAny>(schema.shape)) {
          visit(value, `${path}.${key}`);
        }
      } else if (schema instanceof z.ZodDiscriminatedUnion) {
        for (const option of [...schema.options]) visit(option, path);
      }
    };
    for (const name of names) {
      visit(contract[name].params, `${name}.params`);
      visit(contract[name].query, `${name}.query`);
      visit(contract[name].body, `${name}.body`);
    }
    expect(unbounded).toEqual([]);
  });

  it('takes the same parameters in a preview and in the operation', () => {
    expect(Object.keys(verbParametersSchemas).sort()).toEqual(
      [...verbSchema.options].sort(),
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...verbSchema.options),
        fc.dictionary(
          fc.constantFrom('workloads', 'workload', 'replicas', 'revision', 'x'),
          fc.oneof(fc.nat(5), fc.string(), fc.constant(['a'])),
        ),
        (verb, parameters) => {
          const body = { verb, parameters };
          expect(contract.previewOperation.body.safeParse(body).success).toBe(
            contract.createOperation.body.safeParse(body).success,
          );
        },
      ),
    );
  });
});

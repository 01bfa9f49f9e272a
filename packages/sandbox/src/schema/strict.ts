import { resolved, type SchemaType } from './schema';

export interface DecodeProblem {
  kind: 'unknown' | 'type';
  path: string;
  message: string;
}

const GO_TYPES: Record<string, string> = {
  integer: 'int32',
  string: 'string',
  boolean: 'bool',
  number: 'float64',
};

function jsonType(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'boolean') return 'bool';
  return typeof value;
}

function fits(value: unknown, type: string): boolean {
  switch (type) {
    case 'integer':
      return Number.isInteger(value);
    case 'number':
      return typeof value === 'number';
    case 'boolean':
      return typeof value === 'boolean';
    case 'string':
      return typeof value === 'string';
    default:
      return typeof value === 'string' || typeof value === 'number';
  }
}

/**
 * What a decoder of the real API server would stumble over: values of a wrong
 * type (always an error) and unknown fields (an error only when strict).
 */
export function decodeProblems(
  value: unknown,
  type: SchemaType,
  path = '',
  owner = '',
): DecodeProblem[] {
  if (value === null || value === undefined) return [];
  const schema = resolved(type);
  const wrong = (expected: string): DecodeProblem[] => [
    {
      kind: 'type',
      path,
      message: `json: cannot unmarshal ${jsonType(
        value,
      )} into Go struct field ${owner}.${path} of type ${expected}`,
    },
  ];
  const isRecord = typeof value === 'object' && !Array.isArray(value);
  switch (schema.kind) {
    case 'any':
      return [];
    case 'scalar':
      return fits(value, schema.type)
        ? []
        : wrong(GO_TYPES[schema.type] ?? schema.type);
    case 'list':
      if (!Array.isArray(value)) return wrong('[]');
      return value.flatMap((item, i) =>
        decodeProblems(item, schema.items, `${path}[${i}]`, owner),
      );
    case 'map':
      if (!isRecord) return wrong('map');
      return Object.entries(value).flatMap(([key, item]) =>
        decodeProblems(item, schema.values, `${path}.${key}`, owner),
      );
    default: {
      if (!isRecord) return wrong(schema.name);
      const own = schema.name.split('.').pop()!;
      return Object.entries(value).flatMap(([key, item]) => {
        const at = path ? `${path}.${key}` : key;
        if (!(key in schema.fields)) {
          if (schema.name === 'custom') return [];
          const message = `unknown field "${at}"`;
          return [{ kind: 'unknown' as const, path: at, message }];
        }
        return decodeProblems(item, schema.fields[key], at, own);
      });
    }
  }
}

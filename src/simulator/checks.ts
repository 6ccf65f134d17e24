import { ExactNumber } from '../model/jsonObject';

/** FastAPI's form of what is wrong with a request. */
export type Detail = { readonly loc: readonly (string | number)[]; readonly msg: string; readonly type: string };

type FieldKind = 'string' | 'integer' | 'object' | 'array' | readonly string[];
/** A `!` after the kind's name means that the field is required. */
export type Fields = Readonly<Record<string, { readonly kind: FieldKind; readonly required?: true }>>;

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof ExactNumber);
}

export function checkUuid(name: string, value: string): Detail[] {
  return uuid.test(value) ? [] : [{ loc: ['path', name], msg: 'Input should be a valid UUID', type: 'uuid_parsing' }];
}

function fits(kind: FieldKind, value: unknown): boolean {
  switch (kind) {
    case 'string':
      return typeof value === 'string';
    case 'integer':
      return Number.isSafeInteger(value);
    case 'object':
      return isObject(value);
    case 'array':
      return Array.isArray(value);
    default:
      return typeof value === 'string' && kind.includes(value);
  }
}

/** What is wrong with the fields of `value`. `null` counts as absent; fields that nobody knows are ignored. */
export function checkFields(value: unknown, fields: Fields, at: readonly (string | number)[]): Detail[] {
  if (!isObject(value)) return [{ loc: at, msg: 'Input should be a valid dictionary', type: 'model_attributes_type' }];
  return Object.entries(fields).flatMap(([name, { kind, required }]): Detail[] => {
    const given = value[name] ?? undefined;
    const loc = [...at, name];
    if (given === undefined) return required ? [{ loc, msg: 'Field required', type: 'missing' }] : [];
    if (fits(kind, given)) return [];
    return typeof kind === 'string'
      ? [{ loc, msg: `Input should be a valid ${kind}`, type: `${kind}_type` }]
      : [{ loc, msg: `Input should be ${kind.map((word) => `'${word}'`).join(', ')}`, type: 'enum' }];
  });
}

export type Paging = { readonly number: number; readonly size: number };

export function checkPaging(query: URLSearchParams, size: number): Paging | readonly Detail[] {
  const details: Detail[] = [];
  const read = (name: string, otherwise: number, most: number): number => {
    const text = query.get(name);
    if (text === null) return otherwise;
    const value = Number(text);
    const loc = ['query', name];
    if (text === '' || !Number.isSafeInteger(value))
      details.push({ loc, msg: 'Input should be a valid integer', type: 'int_parsing' });
    else if (value < 1)
      details.push({ loc, msg: 'Input should be greater than or equal to 1', type: 'greater_than_equal' });
    else if (value > most)
      details.push({ loc, msg: `Input should be less than or equal to ${most}`, type: 'less_than_equal' });
    return value;
  };
  const paging = { number: read('page[number]', 1, Number.MAX_SAFE_INTEGER), size: read('page[size]', size, 1000) };
  return details.length > 0 ? details : paging;
}

import { ExactNumber, isObject, jsonText } from '../../model/jsonObject';
import type { JsonObject } from '../../model/mission';
import type { JsonSchema } from './jsonSchemas';

/** How deep, how wide and over how many values a schema looks: what agents send knows no measure. */
const maxDepth = 8;
const maxProperties = 200;
const maxValues = 200;
/** Values that are offered again, and how long a text may be for that. */
const maxExamples = 5;
const maxExampleLength = 200;

/**
 * The schema that earlier inputs suggest: which properties there were, of which types, with the values that they had,
 * newest first as the inputs are. Nothing is required, and nothing else is wrong: what was is no law.
 * `say` words in how many of how many inputs a property was.
 */
export function inputSchema(inputs: readonly JsonObject[], say: (seen: number, of: number) => string): JsonSchema {
  return { ...valueSchema(inputs, say, 0), type: 'object' };
}

function valueSchema(values: readonly unknown[], say: (seen: number, of: number) => string, depth: number): JsonSchema {
  const seen = values.slice(0, maxValues);
  const types = [...new Set(seen.map(typeOf))];
  const examples = new Map<string, unknown>();
  const fields = new Map<string, unknown[]>();
  const items: unknown[] = [];
  const objects = seen.filter(isObject);
  for (const value of seen) {
    if (Array.isArray(value)) items.push(...(value as readonly unknown[]).slice(0, maxValues));
    else if (!isObject(value) && examples.size < maxExamples && !isLong(value)) examples.set(jsonText(value), value);
  }
  for (const object of objects)
    for (const [name, value] of Object.entries(object)) {
      const values = fields.get(name);
      if (values) values.push(value);
      else if (fields.size < maxProperties) fields.set(name, [value]);
    }
  const properties = [...fields].map(([name, values]) => [
    name,
    { description: say(values.length, objects.length), ...valueSchema(values, say, depth + 1) },
  ]);
  return {
    ...(types.length > 0 ? { type: types.length === 1 ? types[0] : types } : {}),
    ...(examples.size > 0 ? { examples: [...examples.values()] } : {}),
    ...(depth < maxDepth && properties.length > 0 ? { properties: Object.fromEntries(properties) as JsonSchema } : {}),
    ...(depth < maxDepth && items.length > 0 ? { items: valueSchema(items, say, depth + 1) } : {}),
  };
}

function isLong(value: unknown): boolean {
  return typeof value === 'string' && value.length > maxExampleLength;
}

/** The name that JSON Schema has for it. */
function typeOf(value: unknown): string {
  if (value === null) return 'null';
  if (value instanceof ExactNumber) return 'number';
  return Array.isArray(value) ? 'array' : typeof value;
}

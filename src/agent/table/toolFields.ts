import { isObject, isTooDeep, jsonText } from '../../model/jsonObject';
import type { JsonObject } from '../../model/mission';

/** What is wrong with an input, and what to do instead: for the model that has called the tool. */
export class InputProblem extends Error {
  override readonly name = 'InputProblem';
}

/** One property of a tool's input: how it is declared, and how it is read. VS Code does not hold inputs to schemas. */
export type Field<T> = {
  readonly schema: JsonObject;
  readonly isRequired: boolean;
  /** @throws InputProblem */
  readonly read: (value: unknown, name: string) => T;
};

export type Fields = Readonly<Record<string, Field<unknown>>>;
export type InputOf<F extends Fields> = { readonly [K in keyof F]: F[K] extends Field<infer T> ? T : never };

/** The same, and it may be left out. */
export function optional<T>({ schema, read }: Field<T>): Field<T | undefined> {
  return {
    schema,
    isRequired: false,
    // Models write null for what they leave out.
    read: (value, name) => (value === undefined || value === null ? undefined : read(value, name)),
  };
}

/** @param maxLength in UTF-16 units. */
export function text(description: string, maxLength: number): Field<string> {
  return {
    schema: { type: 'string', description, minLength: 1, maxLength },
    isRequired: true,
    read(value, name) {
      if (typeof value !== 'string') throw new InputProblem(`"${name}" has to be a string. ${description}`);
      if (value.trim() === '') throw new InputProblem(`"${name}" is empty. ${description}`);
      if (value.length > maxLength)
        throw new InputProblem(
          `"${name}" has ${value.length} characters; at most ${maxLength} are allowed. Shorten it, and put details into a payload.`,
        );
      return value.toWellFormed();
    },
  };
}

export function choice<const V extends readonly string[]>(description: string, values: V): Field<V[number]> {
  return {
    schema: { type: 'string', description, enum: values },
    isRequired: true,
    read(value, name) {
      const found = values.find((one) => one === value);
      if (found === undefined) throw new InputProblem(`"${name}" has to be one of: ${values.join(', ')}.`);
      return found;
    },
  };
}

/** A whole number from 1. */
export function position(description: string): Field<number> {
  return {
    schema: { type: 'integer', description, minimum: 1 },
    isRequired: true,
    read(value, name) {
      if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 1)
        throw new InputProblem(`"${name}" has to be a whole number from 1 on.`);
      return value;
    },
  };
}

export function flag(description: string): Field<boolean> {
  return {
    schema: { type: 'boolean', description },
    isRequired: true,
    read(value, name) {
      if (typeof value !== 'boolean') throw new InputProblem(`"${name}" has to be true or false.`);
      return value;
    },
  };
}

/** Any JSON object. */
export function object(description: string, maxLength: number): Field<JsonObject> {
  return {
    schema: { type: 'object', description, additionalProperties: true },
    isRequired: true,
    read(value, name) {
      if (!isObject(value)) throw new InputProblem(`"${name}" has to be a JSON object, in braces. ${description}`);
      if (isTooDeep(value)) throw new InputProblem(`"${name}" nests too deeply. Flatten it.`);
      const { length } = jsonText(value);
      if (length > maxLength)
        throw new InputProblem(
          `"${name}" has ${length} characters as JSON; at most ${maxLength} are allowed. Shorten it.`,
        );
      return value;
    },
  };
}

export function texts(
  description: string,
  max: { readonly count: number; readonly length: number },
): Field<readonly string[]> {
  const item = text('Each is a string that is not empty.', max.length);
  return {
    schema: { type: 'array', description, items: { type: 'string', maxLength: max.length }, maxItems: max.count },
    isRequired: true,
    read: (value, name) => list(value, name, max.count).map((one, place) => item.read(one, `${name}[${place}]`)),
  };
}

/** A list of objects with these properties. */
export function objects<F extends Fields>(
  description: string,
  fields: F,
  maxCount: number,
): Field<readonly InputOf<F>[]> {
  return {
    schema: { type: 'array', description, items: schemaOf(fields), minItems: 1, maxItems: maxCount },
    isRequired: true,
    read(value, name) {
      const all = list(value, name, maxCount);
      if (all.length === 0) throw new InputProblem(`"${name}" is empty. ${description}`);
      return all.map((one, place) => readFields(fields, one, `${name}[${place}]`));
    },
  };
}

function list(value: unknown, name: string, maxCount: number): readonly unknown[] {
  if (!Array.isArray(value)) throw new InputProblem(`"${name}" has to be an array.`);
  if (value.length > maxCount)
    throw new InputProblem(`"${name}" has ${value.length} entries; at most ${maxCount} are allowed in one call.`);
  return value;
}

/** The JSON schema of an object with these properties. */
export function schemaOf(fields: Fields): JsonObject {
  const entries = Object.entries(fields);
  return {
    type: 'object',
    properties: Object.fromEntries(entries.map(([name, { schema }]) => [name, schema])),
    required: entries.flatMap(([name, { isRequired }]) => (isRequired ? [name] : [])),
    additionalProperties: false,
  };
}

/** Reads an input. @throws InputProblem */
export function readFields<F extends Fields>(fields: F, input: unknown, name = 'The input'): InputOf<F> {
  const names = Object.keys(fields);
  if (!isObject(input)) throw new InputProblem(`${name} has to be an object with: ${names.join(', ')}.`);
  const unknown = Object.keys(input).filter((one) => !names.includes(one));
  if (unknown.length > 0)
    throw new InputProblem(
      `${name} has unknown properties: ${unknown
        .slice(0, 5)
        .map((one) => `"${one.slice(0, 40)}"`)
        .join(', ')}. Use: ${names.join(', ')}.`,
    );
  const read = Object.entries(fields).map(([field, { isRequired, read: readField }]) => {
    const value = Object.hasOwn(input, field) ? input[field] : undefined;
    if (isRequired && (value === undefined || value === null))
      throw new InputProblem(
        `"${field}" is missing${name === 'The input' ? '' : ` in ${name}`}. Call the tool again with it.`,
      );
    return [field, readField(value, field)];
  });
  return Object.fromEntries(read) as InputOf<F>;
}

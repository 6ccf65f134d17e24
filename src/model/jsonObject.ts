import type { JsonObject } from './mission';

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A copy without the members that are `undefined`, typed as the optional properties that they become. */
export function compact<T extends object>(
  value: T,
): { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
} {
  const entries = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(entries) as ReturnType<typeof compact<T>>;
}

/** What the table says of a word that came from outside, and that may be `constructor`. */
export function own<T>(table: Readonly<Record<string, T>>, word: string): T | undefined {
  return Object.hasOwn(table, word) ? table[word] : undefined;
}

/**
 * How many objects and lists may stand inside each other. V8 reads and this program could show more, but what walks
 * values by calling itself (printing, comparing, sending) would run out of stack at some thousands.
 */
export const jsonDepthLimit = 200;

/** Whether a value nests deeper than the limit; calls itself no deeper than that. */
export function isTooDeep(value: unknown, levels = jsonDepthLimit): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (levels === 0) return true;
  for (const member of Object.values(value)) if (isTooDeep(member, levels - 1)) return true;
  return false;
}

/** Stands in the place of what nests too deeply, where the rest can be shown without it. */
export const tooDeepText = '… (nested too deeply to be shown)';

/** The object itself, or a copy of it in which a text stands in the place of what nests too deeply. */
export function cutDeep(object: JsonObject): JsonObject {
  return isTooDeep(object) ? cutMembers(object, jsonDepthLimit - 1) : object;
}

function cutMembers(object: object, levels: number): JsonObject {
  return Object.fromEntries(Object.entries(object).map(([name, member]) => [name, cut(member, levels)]));
}

function cut(value: unknown, levels: number): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (levels === 0) return tooDeepText;
  return Array.isArray(value) ? value.map((item) => cut(item, levels - 1)) : cutMembers(value, levels - 1);
}

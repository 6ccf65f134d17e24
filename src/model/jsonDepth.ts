import type { JsonObject } from './mission';

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

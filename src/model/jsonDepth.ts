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

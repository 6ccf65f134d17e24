/** Between two looks at a condition (ms). */
const interval = 20;

export const delay = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/**
 * Waits until a condition holds, and resolves to what it came to. Rejects with `what`, for a sentence like "Timed out
 * waiting for the row", after `timeoutMs`, which only bounds a hang. A condition that throws ends it at once.
 */
export async function waitFor<T>(what: string, condition: () => T | Promise<T>, timeoutMs = 15_000): Promise<T> {
  for (const end = Date.now() + timeoutMs; ;) {
    const found = await condition();
    if (found) return found;
    if (Date.now() >= end) throw new Error(`Timed out waiting for ${what}`);
    await delay(interval);
  }
}

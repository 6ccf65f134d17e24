/** Which stretch of time is shown. */
export type Window =
  /** All of the run, and it grows with it. */
  | { readonly kind: 'fit' }
  /** So many ms up to now, moving along. */
  | { readonly kind: 'follow'; readonly length: number }
  /** Epoch ms; stands still. */
  | { readonly kind: 'free'; readonly from: number; readonly to: number };

/** ms. */
export const shortestWindow = 10;
/** Ten centuries (ms). */
export const longestWindow = 1000 * 365 * 86_400_000;

export function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}

/** What a webview's saved state says about the window; it may be another version's. */
export function asWindow(value: unknown): Window | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { kind, from, to, length } = value as Record<string, unknown>;
  const finite = (number: unknown): number is number => typeof number === 'number' && Number.isFinite(number);
  if (kind === 'follow' && finite(length) && length >= shortestWindow) return { kind, length };
  if (kind === 'free' && finite(from) && finite(to) && to - from >= shortestWindow) return { kind, from, to };
  return kind === 'fit' ? { kind } : undefined;
}

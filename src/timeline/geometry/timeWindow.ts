import { maxDateMs } from './axis';
import type { TimeFolds } from './timeFolds';

/** Which stretch of time is shown. */
export type Window =
  /** All of the run, and it grows with it. */
  | { readonly kind: 'fit' }
  /** So many ms up to now, moving along. */
  | { readonly kind: 'follow'; readonly length: number }
  /** Epoch ms; stands still. */
  | { readonly kind: 'free'; readonly from: number; readonly to: number };

/** ms. */
export const minWindowMs = 10;
/** Ten centuries (ms). */
const maxWindowMs = 1000 * 365 * 86_400_000;

export function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}

/** How much room is left beside what is shown, as a part of it. */
export const margin = 0.04;

/** What a window looks upon. */
export type Seen = {
  readonly window: Window;
  /** From the first thing that is known to the last (epoch ms). */
  readonly extent: readonly [number, number];
  readonly folds: TimeFolds;
  /** The run goes on. */
  readonly isActive: boolean;
  /** Epoch ms. */
  readonly now: number;
};

/** The stretch to show, in shown time (ms). Always has a length, and lies within what dates can say. */
export function rangeOf({ window, extent, folds, isActive, now }: Seen): readonly [number, number] {
  switch (window.kind) {
    case 'fit': {
      const [first, last] = [folds.toShown(extent[0]), folds.toShown(extent[1])];
      const room = (last - first) * margin;
      // A run that goes on has room for what is still to come.
      return within(first - room, last + (isActive ? 2.5 * room : room));
    }
    case 'follow': {
      const end = folds.toShown(now) + window.length * margin;
      return within(end - window.length, end);
    }
    case 'free':
      return within(folds.toShown(window.from), folds.toShown(window.to));
  }
}

function within(from: number, to: number): readonly [number, number] {
  const start = clamp(from, -maxDateMs, maxDateMs - minWindowMs);
  return [start, clamp(to, start + minWindowMs, maxDateMs)];
}

/** The window upon this stretch of shown time (ms), as near as may be: some of the run always stays in sight. */
export function windowOf(from: number, to: number, { extent, folds }: Seen): Window {
  const [first, last] = [folds.toShown(extent[0]), folds.toShown(extent[1])];
  const length = clamp(to - from, minWindowMs, Math.min(maxWindowMs, 4 * (last - first) + 60_000));
  const middle = clamp((from + to) / 2, first - length * 0.4, last + length * 0.4);
  return { kind: 'free', from: folds.toTime(middle - length / 2), to: folds.toTime(middle + length / 2) };
}

/** Zoomed by `factor` (below 1: closer) around the time `at` (epoch ms). */
export function zoomedWindow(factor: number, at: number, seen: Seen): Window {
  const [from, to] = rangeOf(seen);
  const length = clamp((to - from) * factor, minWindowMs, maxWindowMs);
  if (seen.window.kind === 'follow') return { kind: 'follow', length };
  const shown = seen.folds.toShown(at);
  const part = (shown - from) / (to - from);
  return windowOf(shown - part * length, shown + (1 - part) * length, seen);
}

/** What a webview's saved state says about the window; it may be another version's. */
export function asWindow(value: unknown): Window | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { kind, from, to, length } = value as Record<string, unknown>;
  const finite = (number: unknown): number is number => typeof number === 'number' && Number.isFinite(number);
  if (kind === 'follow' && finite(length) && length >= minWindowMs) return { kind, length };
  if (kind === 'free' && finite(from) && finite(to) && to - from >= minWindowMs) return { kind, from, to };
  return kind === 'fit' ? { kind } : undefined;
}

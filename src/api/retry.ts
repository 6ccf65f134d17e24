import { defaultTiming, type Timing } from '../model/timing';
import { ApiError } from './apiError';
import { isRepeatable, type OperationId } from './operations';

/** How often a safe operation is repeated after its first attempt. */
export const maxRetries = 3;
/** The longest that a server's `Retry-After` is obeyed (ms). */
export const retryAfterCap = 60_000;

const retryable: ReadonlySet<string> = new Set(['network', 'timeout', 'server', 'rateLimited', 'badResponse']);

/**
 * Reads a `Retry-After` header, in seconds or as an HTTP date. Returns milliseconds from `now` (epoch ms), at least
 * 0 and at most {@link retryAfterCap}, or `undefined` where it says nothing that can be read.
 */
export function parseRetryAfter(header: string | null | undefined, now: number): number | undefined {
  const text = header?.trim();
  if (!text) return undefined;
  // `Date.parse` alone makes dates of much that is none, `-5` among it.
  const isDate = /^[a-z]{3,9},? .*\d\d:\d\d:\d\d/i.test(text);
  const ms = /^\d+(\.\d+)?$/.test(text) ? Number(text) * 1000 : isDate ? Date.parse(text) - now : NaN;
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(0, ms), retryAfterCap);
}

/** Waits `ms`; rejects with the signal's reason as soon as it aborts. */
export function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const aborted = () => {
      clearTimeout(timer);
      reject(signal?.reason instanceof Error ? signal.reason : new DOMException('aborted', 'AbortError'));
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', aborted);
      resolve();
    }, ms);
    if (signal?.aborted) aborted();
    else signal?.addEventListener('abort', aborted, { once: true });
  });
}

/** What a 429 closes for everybody: no request of any kind leaves before its time. */
export interface Gate {
  /** Keeps the gate closed until `ms` from now, never shortening an earlier closing. */
  close(ms: number): void;
  /** Resolves when the gate is open. */
  passed(signal?: AbortSignal): Promise<void>;
}

/** How a time is waited for, in ms; rejects as soon as the signal aborts. */
export type Wait = typeof pause;

export function createGate(): Gate {
  let closedUntil = 0;
  return {
    close(ms) {
      closedUntil = Math.max(closedUntil, Date.now() + ms);
    },
    async passed(signal) {
      for (let wait = closedUntil - Date.now(); wait > 0; wait = closedUntil - Date.now())
        await pause(Math.min(wait, retryAfterCap), signal);
    },
  };
}

/**
 * Runs `attempt` through the gate, and again after failures that may pass, if the operation may be repeated:
 * exponential backoff with full jitter, or longer where `Retry-After` says so. Throws the last `ApiError`.
 * @param attempt gets the number of the attempt, from 1.
 */
export async function withRetries<T>(parts: {
  readonly operation: OperationId;
  readonly gate: Gate;
  readonly signal?: AbortSignal | undefined;
  /** From 0 (included) to 1 (excluded). */
  readonly random: () => number;
  readonly wait: Wait;
  readonly timing?: Timing;
  readonly attempt: (number: number) => Promise<T>;
  readonly onRetry: (error: ApiError, waitMs: number) => void;
}): Promise<T> {
  const { operation, gate, signal, timing = defaultTiming } = parts;
  const abortable = async (wait: Promise<void>) => {
    try {
      await wait;
    } catch {
      throw new ApiError({ kind: 'aborted', operation });
    }
  };
  for (let number = 1; ; number++) {
    await abortable(gate.passed(signal));
    if (signal?.aborted) throw new ApiError({ kind: 'aborted', operation });
    try {
      return await parts.attempt(number);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.kind === 'rateLimited') gate.close(error.retryAfter ?? timing.rateLimitPauseMs);
      if (!isRepeatable(operation) || !retryable.has(error.kind) || number > maxRetries) throw error;
      const backoff = parts.random() * Math.min(timing.maxRetryBackoffMs, timing.retryBackoffMs * 2 ** (number - 1));
      const wait = Math.max(error.retryAfter ?? 0, backoff);
      parts.onRetry(error, wait);
      await abortable(parts.wait(wait, signal));
    }
  }
}

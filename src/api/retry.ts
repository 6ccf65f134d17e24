import { defaultTiming, timerMs, type Timing } from '../model/timing';
import { ApiError } from './apiError';
import { isRepeatable, type OperationId } from './operations';

/** How often a safe operation is repeated after its first attempt. */
export const maxRetries = 3;
/** The longest that a server's `Retry-After` is obeyed (ms). */
export const maxRetryAfterMs = 60_000;

const retryable: ReadonlySet<string> = new Set(['network', 'timeout', 'server', 'rateLimited', 'badResponse']);

/**
 * Reads a `Retry-After` header, in seconds or as an HTTP date. Returns milliseconds from `now` (epoch ms), at least
 * 0 and at most {@link maxRetryAfterMs}, or `undefined` where it says nothing that can be read.
 */
export function parseRetryAfter(header: string | null | undefined, now: number): number | undefined {
  const text = header?.trim();
  if (!text) return undefined;
  // `Date.parse` alone makes dates of much that is none, `-5` among it.
  const isDate = /^[a-z]{3,9},? .*\d\d:\d\d:\d\d/i.test(text);
  const ms = /^\d+(\.\d+)?$/.test(text) ? Number(text) * 1000 : isDate ? Date.parse(text) - now : NaN;
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(0, ms), maxRetryAfterMs);
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
    }, timerMs(ms));
    if (signal?.aborted) aborted();
    else signal?.addEventListener('abort', aborted, { once: true });
  });
}

/** What a 429 closes for everybody: no request of any kind leaves before its time. */
export interface Gate {
  /** Keeps the gate closed until `ms` from now, never shortening an earlier closing. */
  close(ms: number): void;
  /** For how long it is closed still (ms); 0 where it is open. */
  closedFor(): number;
  /** Resolves when the gate is open. */
  passed(signal?: AbortSignal): Promise<void>;
}

/** How a time is waited for, in ms; rejects as soon as the signal aborts. */
export type Wait = typeof pause;

export function createGate({ now }: Pick<Timing, 'now'> = defaultTiming): Gate {
  let closedUntil = -Infinity;
  const closedFor = () => Math.max(0, closedUntil - now());
  return {
    close(ms) {
      closedUntil = Math.max(closedUntil, now() + ms);
    },
    closedFor,
    async passed(signal) {
      for (let wait = closedFor(); wait > 0; wait = closedFor()) await pause(Math.min(wait, maxRetryAfterMs), signal);
    },
  };
}

/**
 * Waits before another attempt: exponential backoff with full jitter, or longer where `Retry-After` says so. Throws
 * `error` where it doesn't pass by itself, or after the last attempt; `aborted` as soon as the signal aborts.
 * @param number of the attempt that has failed, from 1.
 */
export type Again = (error: ApiError, number: number, signal?: AbortSignal) => Promise<void>;

export function createAgain(parts: {
  /** From 0 (included) to 1 (excluded). */
  readonly random: () => number;
  readonly wait: Wait;
  readonly timing: Timing;
  readonly onRetry: (error: ApiError, waitMs: number) => void;
}): Again {
  const { timing } = parts;
  return async (error, number, signal) => {
    if (!retryable.has(error.kind) || number > maxRetries) throw error;
    const backoff = parts.random() * Math.min(timing.maxRetryBackoffMs, timing.retryBackoffMs * 2 ** (number - 1));
    const wait = Math.max(error.retryAfter ?? 0, backoff);
    parts.onRetry(error, wait);
    await abortable(error.operation, parts.wait(wait, signal));
  };
}

/** Waits; fails as `aborted` where the wait is cancelled. */
export async function abortable(operation: OperationId, wait: Promise<void>): Promise<void> {
  try {
    await wait;
  } catch {
    throw new ApiError({ kind: 'aborted', operation });
  }
}

/**
 * Runs `attempt` through the gate, and again after failures that may pass, if the operation may be repeated. Throws
 * the last `ApiError`.
 */
export async function withRetries<T>(parts: {
  readonly operation: OperationId;
  readonly gate: Gate;
  /** It fails at a closed gate, as `rateLimited`, instead of waiting there. */
  readonly prompt: boolean;
  readonly signal?: AbortSignal | undefined;
  readonly again: Again;
  readonly timing: Timing;
  readonly attempt: () => Promise<T>;
}): Promise<T> {
  const { operation, gate, prompt, signal } = parts;
  for (let number = 1; ; number++) {
    if (prompt) failIfClosed(operation, gate);
    else await abortable(operation, gate.passed(signal));
    if (signal?.aborted) throw new ApiError({ kind: 'aborted', operation });
    try {
      return await parts.attempt();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.kind === 'rateLimited') gate.close(error.retryAfter ?? parts.timing.rateLimitPauseMs);
      if (!isRepeatable(operation)) throw error;
      await parts.again(error, number, signal);
    }
  }
}

/** What was decided on a read must not wait: the read would be old when it leaves. Throws `ApiError`. */
export function failIfClosed(operation: OperationId, gate: Gate): void {
  const retryAfter = gate.closedFor();
  if (retryAfter > 0) throw new ApiError({ kind: 'rateLimited', operation, retryAfter });
}

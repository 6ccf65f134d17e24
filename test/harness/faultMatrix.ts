import { createClient } from '../../src/api/client';
import { ApiError } from '../../src/api/apiError';
import type { Fault, Met } from './faultList';
import { operationCalls, type OperationCall } from './operationCalls';
import { silent } from '../silent';

/** How one call ended under one fault. */
export type Outcome = {
  /** `ok`, or the kind of the error. */
  readonly end: string;
  /** It is unknown whether it happened. */
  readonly maybeDone: boolean;
  /** How many requests reached the server. */
  readonly requests: number;
};

/** An attempt more than this for what may be repeated. */
const repeats = 3;

/**
 * The rule, by the facts of the API alone: reads, deletions and keyed events may be repeated as they are. Everything
 * else is sent once: what is posted would happen twice, and what is put or patched is decided again first, because
 * somebody may have changed it meanwhile.
 */
export function expected(call: OperationCall, fault: Fault): Outcome {
  const { operation, method } = call;
  const attempts = method === 'GET' || method === 'DELETE' || operation === 'logEvent' ? repeats + 1 : 1;
  const met = fault.met(call);
  let lost = false;
  for (let attempt = 1; ; attempt++) {
    const now: Met = met[Math.min(attempt, met.length) - 1] ?? 'right';
    if (now === 'right') return { end: 'ok', maybeDone: false, requests: attempt };
    if (method === 'DELETE' && lost && now.kind === 'notFound')
      return { end: 'ok', maybeDone: false, requests: attempt };
    lost ||= now.lost;
    if (now.passes && attempt < attempts) continue;
    return { end: now.kind, maybeDone: method !== 'GET' && lost, requests: now.unsent ? 0 : attempt };
  }
}

/** The operations in classes: what is sent alike, and fares alike under each of the faults by the rule. */
export function operationClasses(faults: readonly Fault[]): readonly (readonly OperationCall[])[] {
  const classes = new Map<string, OperationCall[]>();
  for (const call of operationCalls) {
    const method = call.method === 'PATCH' ? 'PUT' : call.method;
    const key = JSON.stringify([method, faults.map((fault) => expected(call, fault))]);
    classes.set(key, [...(classes.get(key) ?? []), call]);
  }
  return [...classes.values()];
}

/** What one call under one fault came to, as the caller sees it. */
export type Seen = Omit<Outcome, 'requests'> & {
  /** How long was waited before each repetition, as it would have been (ms). */
  readonly waits: readonly number[];
  /** How long a 429 closed the gate for everybody (ms). */
  readonly closed: readonly number[];
};

/** As if it were the real one: here what is read of the 30 MB is a matter of time (bytes). */
const longest = 1_000_000;

/**
 * Calls an operation once, by the `fetch` of where this runs.
 * @param baseUrl leads to the fault.
 * @param timer gives the request up when its time is over, as `setTimeout` would; returns how to take that back.
 */
export async function callUnder(
  { call }: OperationCall,
  baseUrl: string,
  timer: (act: () => void) => () => void,
): Promise<Seen> {
  const waits: number[] = [];
  const closed: number[] = [];
  const client = createClient({
    connection: () =>
      Promise.resolve({
        baseUrl,
        apiKey: 'KEY',
        fetch,
      }),
    log: silent,
    random: () => 0,
    timer,
    maxResponseBytes: longest,
    wait: (ms) => {
      waits.push(ms);
      return Promise.resolve();
    },
    gate: { close: (ms) => void closed.push(ms), closedFor: () => 0, passed: () => Promise.resolve() },
  });
  const { end, maybeDone } = await call(client).then(
    () => ({ end: 'ok', maybeDone: false }),
    (error: unknown) =>
      error instanceof ApiError
        ? { end: error.kind, maybeDone: error.maybeDone }
        : { end: `not an ApiError: ${String(error)}`, maybeDone: false },
  );
  return { end, maybeDone, waits, closed };
}

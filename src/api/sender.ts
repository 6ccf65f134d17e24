import { isObject } from '../model/jsonObject';
import { plainLine } from '../model/plainText';
import { parseInstant } from '../model/time';
import { defaultTiming, timerMs, type Timing } from '../model/timing';
import { ApiError } from './apiError';
import type { Captured, ConnectionNow } from './captured';
import type { OperationId } from './operations';
import { exchange, queryText, type Exchange, type Log, type Timer } from './request';
import { createRequestBudget } from './transport/requestBudget';
import { maxResponseBytes } from './transport/responseBody';
import {
  abortable,
  createAgain,
  createGate,
  failIfClosed,
  pause,
  withRetries,
  type Again,
  type Gate,
  type Wait,
} from './retry';
import type { ServerClock } from './transport/serverClock';

export type CallOptions = {
  readonly signal?: AbortSignal | undefined;
  /**
   * It was decided on a read made just now. Where a 429 of another request has closed the gate it fails as
   * `rateLimited`, unsent and without a status, and is to be decided again. PUT and PATCH always do so.
   */
  readonly decidedNow?: boolean;
};

export type ClientParts = {
  /** The connection in use; `undefined` where there is no key. Asked at every attempt: no request leaves for another. */
  readonly connection: ConnectionNow;
  readonly log: Log;
  readonly timing?: Timing;
  /** Instead of `requestTimeoutMs` of the timing (ms). */
  readonly timeout?: number;
  readonly timer?: Timer;
  /** Instead of `jitter` of the timing. */
  readonly random?: () => number;
  readonly gate?: Gate;
  /** Hears of the service's clock. */
  readonly serverClock?: Pick<ServerClock, 'note'>;
  /** Hears of every attempt that failed, but for those that were cancelled. */
  readonly onFailure?: (error: ApiError) => void;
  /** The time between attempts; a test may shorten it. */
  readonly wait?: Wait;
  /** Longer answers are not read (bytes). */
  readonly maxResponseBytes?: number;
};

export type Spec = {
  readonly method: Exchange['method'];
  /** From the first slash after `/ai/missions`; each `{}` stands for one id. */
  readonly path: string;
  readonly ids?: readonly string[];
  readonly query?: Exchange['query'];
  readonly body?: unknown;
};

const clock: Timer = (act, ms) => {
  const timer = setTimeout(act, timerMs(ms));
  return () => clearTimeout(timer);
};

/** Where an answer says when its row was made by the request itself. */
const creationTimes: ReadonlyMap<OperationId, string> = new Map([
  ['createMission', 'created_at'],
  ['startRun', 'started_at'],
]);

/** Sends requests, whoever they are made for: they share the gate, the budget and the clock. */
export interface Sender {
  /** Retries, the gate and the address; returns the parsed body. Throws `ApiError`. */
  send(account: Captured, operation: OperationId, spec: Spec, options?: CallOptions): Promise<unknown>;
  readonly again: Again;
}

export function createSender({
  log,
  timing = defaultTiming,
  timeout,
  timer = clock,
  random = () => timing.jitter(),
  gate = createGate(timing),
  onFailure,
  serverClock,
  wait = pause,
  maxResponseBytes: maxBytes = maxResponseBytes,
}: ClientParts): Sender {
  const again = createAgain({
    random,
    wait,
    timing,
    onRetry: (error, ms) => log.info(`${error.message}: retrying in ${Math.round(ms)} ms`),
  });
  const budget = createRequestBudget(timing, (request) =>
    log.error(`Defect: ${plainLine(request)} is requested too often and has to wait`),
  );

  /** Resolves when the GET may leave: almost always at once. */
  async function withinBudget(
    operation: OperationId,
    request: string,
    isRepeated: boolean,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    for (let wait = budget.closedFor(request); wait > 0; wait = budget.closedFor(request)) {
      await abortable(operation, pause(wait, signal));
      await abortable(operation, gate.passed(signal));
    }
    budget.note(request, isRepeated);
  }

  /** A browser doesn't show the date of an answer: what was created just now tells the time as well. */
  function noteCreation(operation: OperationId, body: unknown, sent: number): void {
    const field = creationTimes.get(operation);
    const row = isObject(body) ? body.data : undefined;
    const at = field && isObject(row) ? parseInstant(row[field]) : undefined;
    if (at !== undefined) serverClock?.note(at, at, sent, timing.now());
  }

  /** Retries, the gate and the address; returns the parsed body. */
  async function send(
    account: Captured,
    operation: OperationId,
    spec: Spec,
    options: CallOptions = {},
  ): Promise<unknown> {
    const path = address(operation, spec.path, spec.ids ?? []);
    const prompt = options.decidedNow === true || spec.method === 'PUT' || spec.method === 'PATCH';
    /** An attempt may have reached the server, and its answer was lost. */
    let unanswered = false;
    let attempts = 0;
    const repeated = withRetries({
      operation,
      gate,
      prompt,
      again,
      timing,
      signal: options.signal,
      attempt: async () => {
        const to = await account.connection(operation);
        if (prompt) failIfClosed(operation, gate);
        const isRepeated = ++attempts > 1;
        if (spec.method === 'GET')
          await withinBudget(operation, `GET ${path}${queryText(spec.query)}`, isRepeated, options.signal);
        try {
          const limits = {
            timeout: timeout ?? timing.requestTimeoutMs,
            timer,
            now: timing.now,
            maxResponseBytes: maxBytes,
          };
          const sent = timing.now();
          const heard = { date: false };
          const onServerTime: ServerClock['note'] = (...times) => {
            heard.date = true;
            serverClock?.note(...times);
          };
          const parts = { ...spec, ...limits, path, operation, signal: options.signal, onServerTime };
          const body = await exchange(to, parts, log);
          if (!heard.date) noteCreation(operation, body, sent);
          return body;
        } catch (error) {
          if (!(error instanceof ApiError)) throw error;
          if (error.kind !== 'aborted') onFailure?.(error);
          // An earlier attempt, whose answer was lost, has deleted it.
          if (spec.method === 'DELETE' && unanswered && error.kind === 'notFound') return undefined;
          unanswered ||= error.maybeDone;
          throw error;
        }
      },
    });
    return repeated.catch((error: unknown) => {
      // What a later attempt met says nothing about the earlier one: it may have done it all the same.
      if (error instanceof ApiError && unanswered) throw error.asMaybeDone();
      throw error;
    });
  }

  return { send, again };
}

/** The path with every id in its place, encoded. */
function address(operation: OperationId, path: string, ids: readonly string[]): string {
  // A URL takes `.` and `..` as steps in its path however they are written: they would address something else.
  for (const id of ids)
    if (id === '' || id === '.' || id === '..')
      throw new ApiError({
        kind: 'validation',
        operation,
        problems: [{ field: 'id', problem: `“${id}” cannot be part of an address` }],
      });
  const encoded = ids.map(encodeId);
  return `/ai/missions${path.replace(/\{\}/g, () => encoded.shift() ?? '')}`;
}

/** Like `encodeURIComponent`, which throws on half a surrogate pair; an agent may have cut one. */
function encodeId(id: string): string {
  return encodeURIComponent(id.toWellFormed());
}

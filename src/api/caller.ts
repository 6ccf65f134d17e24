import { isObject, numberOf } from '../model/jsonObject';
import { longestAnswer } from './responseBody';
import { ApiError } from './apiError';
import type { JsonObject } from '../model/mission';
import { parseInstant } from '../model/time';
import { defaultTiming, timerMs, type Timing } from '../model/timing';
import { captureConnection, type Captured, type ConnectionNow } from './captured';
import { decodeRows } from './decode';
import type { OperationId } from './operations';
import { plainLine } from '../model/plainText';
import { exchange, queryText, type Exchange, type Log, type Timer } from './request';
import { createRequestBudget } from './requestBudget';
import type { ServerClock } from './serverClock';
import { abortable, createAgain, createGate, failIfClosed, pause, withRetries, type Gate, type Wait } from './retry';

export type CallOptions = {
  readonly signal?: AbortSignal | undefined;
  /**
   * It was decided on a read made just now. Where a 429 of another request has closed the gate it fails as
   * `rateLimited`, unsent and without a status, and is to be decided again. PUT and PATCH always do so.
   */
  readonly decidedNow?: boolean;
};

/** Page `number` counts from 1; `size` from 1 to 1000. */
export type PageQuery = { readonly number?: number; readonly size?: number };

export type Page<T> = {
  readonly rows: readonly T[];
  /** Rows that came, those included that were dropped for want of an id. */
  readonly received: number;
  /** Rows in the whole list when the server answered. */
  readonly total: number;
  readonly totalPages: number;
  readonly number: number;
  readonly size: number;
  /** `meta` is missing or wrong: the list is at least so long. */
  readonly guessed?: true;
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
  /** Hears of every attempt that failed, but for those that were called off. */
  readonly onFailure?: (error: ApiError) => void;
  /** The time between attempts; a test may shorten it. */
  readonly wait?: Wait;
  /** Longer answers are not read (bytes). */
  readonly longest?: number;
};

export type Spec = {
  readonly method: Exchange['method'];
  /** From the first slash after `/ai/missions`; each `{}` stands for one id. */
  readonly path: string;
  readonly ids?: readonly string[];
  readonly query?: Exchange['query'];
  readonly body?: unknown;
};

type Decode<T> = (row: unknown) => T | undefined;

const clock: Timer = (act, ms) => {
  const timer = setTimeout(act, timerMs(ms));
  return () => clearTimeout(timer);
};

/** Where an answer says when its row was made by the request itself. */
const creationTimes: ReadonlyMap<OperationId, string> = new Map([
  ['createMission', 'created_at'],
  ['startRun', 'started_at'],
]);

/** The forms that answers come in; the client's functions are made of these. */
export type Caller = ReturnType<ReturnType<typeof createCalling>['callerOf']>;

/** What all requests share, whoever they are made for. */
export function createCalling({
  connection,
  log,
  timing = defaultTiming,
  timeout,
  timer = clock,
  random = () => timing.jitter(),
  gate = createGate(timing),
  onFailure,
  serverClock,
  wait = pause,
  longest = longestAnswer,
}: ClientParts) {
  const again = createAgain({
    random,
    wait,
    timing,
    onRetry: (error, ms) => log.info(`${error.message}: once more in ${Math.round(ms)} ms`),
  });
  const capture = () => captureConnection(connection);
  const budget = createRequestBudget(timing, (request) =>
    log.error(`Defect: ${plainLine(request)} was asked for too often, and waits`),
  );

  /** Resolves when the GET may leave: almost always at once. */
  async function withinBudget(operation: OperationId, request: string, signal: AbortSignal | undefined): Promise<void> {
    for (let wait = budget.closedFor(request); wait > 0; wait = budget.closedFor(request)) {
      await abortable(operation, pause(wait, signal));
      await abortable(operation, gate.passed(signal));
    }
    budget.note(request);
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
        if (spec.method === 'GET') await withinBudget(operation, `GET ${path}${queryText(spec.query)}`, options.signal);
        try {
          const limits = { timeout: timeout ?? timing.requestTimeoutMs, timer, now: timing.now, longest };
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

  /** @param account each call asks for the account that it belongs to. */
  function callerOf(account: () => Captured) {
    const call = (operation: OperationId, spec: Spec, options?: CallOptions) =>
      send(account(), operation, spec, options);

    function unexpected(operation: OperationId, spec: Spec, what: string): ApiError {
      log.warn(`${operation}: the answer has no ${what}`);
      return new ApiError({ kind: 'badResponse', operation, maybeDone: spec.method !== 'GET' });
    }

    function decoded<T>(operation: OperationId, rows: readonly unknown[], decode: Decode<T>): T[] {
      return decodeRows(rows, decode, (message) => log.warn(`${operation}: ${message}`));
    }

    /** An object in `data` that has its ids. */
    async function one<T>(operation: OperationId, spec: Spec, decode: Decode<T>, options?: CallOptions): Promise<T> {
      const body = await call(operation, spec, options);
      const value = isObject(body) ? decode(body.data) : undefined;
      if (value === undefined) throw unexpected(operation, spec, 'data with its ids, or nests too deeply');
      return value;
    }

    /** A list in `data`, not paged. */
    async function many<T>(
      operation: OperationId,
      spec: Spec,
      decode: Decode<T>,
      options?: CallOptions,
    ): Promise<readonly T[]> {
      const body = await call(operation, spec, options);
      const rows = isObject(body) ? body.data : undefined;
      if (!Array.isArray(rows)) throw unexpected(operation, spec, 'list in data');
      return decoded(operation, rows, decode);
    }

    /** One page of a list. What `meta` leaves out or gets wrong is worked out from the rows. */
    async function page<T>(
      operation: OperationId,
      spec: Omit<Spec, 'method'>,
      { number = 1, size }: PageQuery,
      decode: Decode<T>,
      options?: CallOptions,
    ): Promise<Page<T>> {
      const paged: Spec = {
        ...spec,
        method: 'GET',
        query: { ...spec.query, 'page[number]': number, 'page[size]': size },
      };
      const body = await call(operation, paged, options);
      const rows = isObject(body) ? body.data : undefined;
      if (!isObject(body) || !Array.isArray(rows)) throw unexpected(operation, paged, 'list in data');
      return {
        rows: decoded(operation, rows, decode),
        received: rows.length,
        number,
        ...extent(isObject(body.meta) ? body.meta : {}, { number, size, received: rows.length }),
      };
    }

    /** Nothing but success. */
    async function none(operation: OperationId, spec: Spec, options?: CallOptions): Promise<void> {
      await call(operation, spec, options);
    }

    /** A list whose shape the contract leaves open: in `data`, or bare. */
    async function looseMany<T>(
      operation: OperationId,
      spec: Spec,
      decode: Decode<T>,
      options?: CallOptions,
    ): Promise<T[]> {
      const body = await call(operation, spec, options);
      const rows = isObject(body) ? body.data : body;
      if (!Array.isArray(rows)) throw unexpected(operation, spec, 'list');
      return decoded(operation, rows, decode);
    }

    /** An object whose shape the contract leaves open: in `data`, or bare; `undefined` where it has no id. */
    async function looseOne<T>(operation: OperationId, spec: Spec, decode: Decode<T>, options?: CallOptions) {
      const body = await call(operation, spec, options);
      return (isObject(body) ? decode(body.data) : undefined) ?? decode(body);
    }

    return { one, many, page, none, looseMany, looseOne };
  }

  return { again, capture, callerOf };
}

/**
 * How long the list is, by its `meta` as far as that can be believed: it is not shorter than what has come, and ends
 * before a page without rows. Where it is not to be believed, there may be a page behind every full one.
 */
function extent(
  meta: JsonObject,
  { number, size, received }: { readonly number: number; readonly size: number | undefined; readonly received: number },
): Pick<Page<unknown>, 'total' | 'totalPages' | 'size' | 'guessed'> {
  const claimedSize = positive(meta.page_size);
  // A page has as many rows as have come, at least.
  const told = claimedSize !== undefined && claimedSize >= received ? claimedSize : size;
  const usedSize = Math.max(1, told ?? 0, Math.min(received, size ?? received));
  const seen = received === 0 ? 0 : (number - 1) * usedSize + Math.min(received, usedSize);
  const claimed = count(meta.total_results);
  const credible = claimed !== undefined && claimed >= seen;
  const total = credible ? claimed : seen + (told !== undefined && received >= told ? 1 : 0);
  const pages = Math.max(Math.ceil(total / usedSize), credible ? (count(meta.total_pages) ?? 0) : 0);
  return {
    total,
    totalPages: received === 0 ? Math.min(pages, Math.max(1, number - 1)) : pages,
    size: usedSize,
    ...(credible ? {} : { guessed: true }),
  };
}

function positive(value: unknown): number | undefined {
  return count(value) === 0 ? undefined : count(value);
}

function count(value: unknown): number | undefined {
  const number = numberOf(value);
  return number !== undefined && Number.isSafeInteger(number) && number >= 0 ? number : undefined;
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

import { ApiError } from './apiError';
import { decodeRows, isObject } from './decode';
import type { OperationId } from './operations';
import { exchange, type Connection, type Exchange, type Log } from './request';
import { createGate, withRetries, type Gate } from './retry';

export type CallOptions = { readonly signal?: AbortSignal | undefined };

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
};

export type ClientParts = {
  /** Asked for at every attempt, so that a new key needs no rebuild; `undefined` where there is no key. */
  readonly connection: () => Promise<Connection | undefined>;
  readonly log: Log;
  /** For each attempt, the body included (ms). */
  readonly timeout?: number;
  /** From 0 (included) to 1 (excluded): the jitter. */
  readonly random?: () => number;
  readonly gate?: Gate;
  /** Hears of every attempt that failed, but for those that were called off. */
  readonly onFailure?: (error: ApiError) => void;
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

const defaultTimeout = 30_000;

/** The forms that answers come in; the client's functions are made of these. */
export function createCaller({
  connection,
  log,
  timeout = defaultTimeout,
  random = Math.random,
  gate = createGate(),
  onFailure,
}: ClientParts) {
  /** Retries, the gate and the address; returns the parsed body. */
  async function call(operation: OperationId, spec: Spec, options: CallOptions = {}): Promise<unknown> {
    const path = address(operation, spec.path, spec.ids ?? []);
    let unanswered = false;
    return withRetries({
      operation,
      gate,
      random,
      signal: options.signal,
      onRetry: (error, wait) => log.info(`${error.message}: once more in ${Math.round(wait)} ms`),
      attempt: async () => {
        const to = await connection();
        if (!to) throw new ApiError({ kind: 'auth', operation });
        try {
          return await exchange(to, { ...spec, path, operation, timeout, signal: options.signal }, log);
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
  }

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
    if (value === undefined) throw unexpected(operation, spec, 'data with its ids');
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
    const meta = isObject(body.meta) ? body.meta : {};
    const usedSize = Math.max(1, count(meta.page_size) ?? size ?? rows.length);
    const total = count(meta.total_results) ?? (number - 1) * usedSize + rows.length;
    return {
      rows: decoded(operation, rows, decode),
      received: rows.length,
      total,
      totalPages: count(meta.total_pages) ?? Math.ceil(total / usedSize),
      number,
      size: usedSize,
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

function count(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
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

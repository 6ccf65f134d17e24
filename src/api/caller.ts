import { isObject, numberOf } from '../model/jsonObject';
import type { JsonObject } from '../model/mission';
import { ApiError } from './apiError';
import { captureConnection, type Captured } from './captured';
import { decodeRows } from './decode';
import type { OperationId } from './operations';
import { createSender, type CallOptions, type ClientParts, type Spec } from './sender';

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

type Decode<T> = (row: unknown) => T | undefined;

/** The forms that answers come in; the client's functions are made of these. */
export type Caller = ReturnType<ReturnType<typeof createCalling>['callerOf']>;

/** What all requests share, whoever they are made for. */
export function createCalling(parts: ClientParts) {
  const { log } = parts;
  const sender = createSender(parts);
  const capture = () => captureConnection(parts.connection);

  /** @param account each call asks for the account that it belongs to. */
  function callerOf(account: () => Captured) {
    const call = (operation: OperationId, spec: Spec, options?: CallOptions) =>
      sender.send(account(), operation, spec, options);

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
    async function list<T>(
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

    return { one, many: list, page, none, looseMany, looseOne };
  }

  return { again: sender.again, capture, callerOf };
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
  const claimedPageSize = claimedSize !== undefined && claimedSize >= received ? claimedSize : size;
  const usedSize = Math.max(1, claimedPageSize ?? 0, Math.min(received, size ?? received));
  const seen = received === 0 ? 0 : (number - 1) * usedSize + Math.min(received, usedSize);
  const claimed = count(meta.total_results);
  const credible = claimed !== undefined && claimed >= seen;
  const total = credible ? claimed : seen + (claimedPageSize !== undefined && received >= claimedPageSize ? 1 : 0);
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

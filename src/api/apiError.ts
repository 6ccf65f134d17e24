import type { OperationId } from './operations';

export type ApiErrorKind =
  /** 401, or no key at all. */
  | 'auth'
  /** 403. */
  | 'forbidden'
  | 'notFound'
  /** 409: the state changed meanwhile. */
  | 'conflict'
  /** 400 and 422: the server, or we ourselves before sending, found a field wrong. */
  | 'validation'
  | 'rateLimited'
  | 'server'
  | 'network'
  | 'timeout'
  /** An answer that is not what the contract says: HTML, cut JSON, a redirect, an unknown status. */
  | 'badResponse'
  /** The answer was longer than anything that can be meant (`responseBody.ts`), so it was not read. */
  | 'tooLarge'
  /** Another account is in use than the one that the act began with: nothing was sent to it. */
  | 'accountChanged'
  | 'aborted';

/** One entry of FastAPI's `detail[]`: which field, and why. Both are the server's words. */
export type FieldProblem = { readonly field: string; readonly problem: string };

export type ApiErrorFacts = {
  readonly kind: ApiErrorKind;
  readonly operation: OperationId;
  /** HTTP status, where there was an answer. */
  readonly status?: number | undefined;
  readonly problems?: readonly FieldProblem[];
  /** The server's own sentence (`errors[].detail`), shortened and redacted. Untrusted text. */
  readonly detail?: string | undefined;
  /** How long the server asked us to wait (ms). */
  readonly retryAfter?: number | undefined;
  /**
   * The request, or an earlier attempt of it, may have left, so the server may have acted on it, but its answer did
   * not arrive whole. Only ever true for operations that change something.
   */
  readonly maybeDone?: boolean;
  /** Which one was not reached, or did not answer in time; with its port where that is not the usual one. */
  readonly host?: string | undefined;
};

/** Why a call failed, as data. Never holds the key or a raw body; the words for people are made in `errorMessages.ts`. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly kind: ApiErrorKind;
  readonly operation: OperationId;
  readonly status: number | undefined;
  readonly problems: readonly FieldProblem[];
  readonly detail: string | undefined;
  readonly retryAfter: number | undefined;
  readonly maybeDone: boolean;
  readonly host: string | undefined;

  constructor(facts: ApiErrorFacts) {
    super(`${facts.operation}: ${facts.kind}${facts.status === undefined ? '' : ` (${facts.status})`}`);
    this.kind = facts.kind;
    this.operation = facts.operation;
    this.status = facts.status;
    this.problems = facts.problems ?? [];
    this.detail = facts.detail;
    this.retryAfter = facts.retryAfter;
    this.maybeDone = facts.maybeDone ?? false;
    this.host = facts.host;
  }

  /** The same, of a call whose earlier attempt may have done it. */
  asMaybeDone(): ApiError {
    const { kind, operation, status, problems, detail, retryAfter, host } = this;
    return new ApiError({ kind, operation, status, problems, detail, retryAfter, host, maybeDone: true });
  }
}

export function isNotFound(error: unknown): error is ApiError {
  return error instanceof ApiError && error.kind === 'notFound';
}

/** An answer cannot be loaded, whatever page is asked for. */
export function isTooLarge(error: unknown): error is ApiError {
  return error instanceof ApiError && error.kind === 'tooLarge';
}

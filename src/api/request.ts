import { createFetch, type $Fetch } from 'ofetch';
import { jsonText, parseJson } from '../model/jsonObject';
import { plainLine } from '../model/plainText';
import { readText } from './transport/responseBody';
import { ApiError, type ApiErrorKind, type FieldProblem } from './apiError';
import type { OperationId } from './operations';
import { redacted, redactedStart } from './transport/redact';
import { parseRetryAfter } from './retry';

export type Fetch = (input: RequestInfo | URL, init?: RequestInit) => Promise<Response>;

/** Where requests go, and in whose name. */
export type Connection = {
  /** Without a slash at its end, e.g. `https://api.telnyx.com/v2`. */
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly fetch: Fetch;
};

/** The part of VS Code's log channel that is used here. */
export interface Log {
  /** Where bodies go, redacted and cut. A log without it gets none. */
  trace?(message: string): void;
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}

/** Runs `act` after so many ms; returns how to call that off. */
export type Timer = (act: () => void, ms: number) => () => void;

export type Exchange = {
  readonly operation: OperationId;
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Already encoded, from the first slash after the base URL. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | undefined>> | undefined;
  readonly body?: unknown;
  readonly signal?: AbortSignal | undefined;
  /** For the whole exchange, the body included (ms). */
  readonly timeout: number;
  readonly timer: Timer;
  /** See `Timing.now`. */
  readonly now: () => number;
  /** Hears of the service's clock, as `ServerClock.note`. */
  readonly onServerTime?: ((from: number, to: number, sent: number, received: number) => void) | undefined;
  /** More bytes of an answer are not read. */
  readonly maxResponseBytes: number;
};

const instances = new WeakMap<Fetch, $Fetch>();

/** One ofetch instance for each `fetch`: ofetch keeps the one that it was made with. */
function fetcher(fetch: Fetch): $Fetch {
  const made = instances.get(fetch);
  if (made) return made;
  const instance = createFetch({ fetch, defaults: { retry: false } });
  instances.set(fetch, instance);
  return instance;
}

const maxTracedLength = 2000;

/**
 * One exchange with the server: no retries, no gate. Returns the parsed JSON, `undefined` for an empty 204.
 * @throws ApiError for everything else.
 */
export async function exchange(connection: Connection, request: Exchange, log: Log): Promise<unknown> {
  const { operation, method, path, signal } = request;
  const changes = method !== 'GET';
  const started = request.now();
  const late = new AbortController();
  const stopTimer = request.timer(() => late.abort(), request.timeout);
  const { apiKey } = connection;
  const redact = (text: string) => redactedStart(text, apiKey, maxSentenceLength);
  /** What others wrote must not look like lines of the log. */
  const traced = (text: string) => log.trace?.(plainLine(redactedStart(text, apiKey, maxTracedLength)));
  const line = (outcome: string) =>
    `${method} ${plainLine(redacted(path + queryText(request.query), apiKey))} → ${outcome}, ${Math.round(request.now() - started)} ms`;
  try {
    const sent = request.body === undefined ? undefined : jsonText(request.body);
    if (sent !== undefined) traced(`→ ${sent}`);
    const response = await fetcher(connection.fetch).raw(connection.baseUrl + path, {
      method,
      headers: {
        accept: 'application/json',
        authorization: `Bearer ${apiKey}`,
        ...(sent === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(request.query ? { query: request.query } : {}),
      ...(sent === undefined ? {} : { body: sent }),
      signal: signal ? AbortSignal.any([signal, late.signal]) : late.signal,
      // The API has no redirects, and the key must never follow one. `manual` lets us say that it was one.
      redirect: 'manual',
      // A browser would keep a permanent redirect, of a login page in between say, and answer from it ever after.
      cache: 'no-store',
      responseType: 'stream',
      ignoreResponseError: true,
    });
    noteDate(request, response.headers, started);
    return await answerOf(response, request, { log, line, traced, redact });
  } catch (error) {
    if (error instanceof ApiError) throw error;
    const kind: ApiErrorKind = signal?.aborted ? 'aborted' : late.signal.aborted ? 'timeout' : 'network';
    const code = causeCode(error);
    log[kind === 'aborted' ? 'debug' : 'warn'](line(code ? `${kind}, ${code}` : kind));
    const { host } = new URL(connection.baseUrl);
    throw new ApiError({ kind, operation, host, maybeDone: changes && !neverLeft.has(code) });
  } finally {
    stopTimer();
  }
}

/** The parsed JSON of an answer. Throws `ApiError` where it is none, or a refusal. */
async function answerOf(
  response: Response,
  request: Exchange,
  {
    log,
    line,
    traced,
    redact,
  }: {
    readonly log: Log;
    readonly line: (outcome: string) => string;
    readonly traced: (text: string) => void;
    readonly redact: (text: string) => string;
  },
): Promise<unknown> {
  const { operation, method } = request;
  const { status } = response;
  const maybeDone = method !== 'GET';
  const read = await readText(response, request.maxResponseBytes);
  const text = read ?? '';
  const outcome = `${status}, ${read === undefined ? 'too long' : `${text.length} characters`}`;
  if (text) traced(`← ${text}`);
  if (!response.ok) {
    log.warn(line(outcome));
    throw refusal(request, status, response.headers, text, redact);
  }
  if (read === undefined) {
    log.warn(line(outcome));
    throw new ApiError({ kind: 'tooLarge', operation, status, maybeDone });
  }
  log.debug(line(outcome));
  // Some say 200 where there is nothing to say but that it is gone.
  if (status === 204 || (method === 'DELETE' && text === '')) return undefined;
  try {
    return parseJson(text);
  } catch {
    log.warn(`${line(outcome)}: not JSON`);
    throw new ApiError({ kind: 'badResponse', operation, status, maybeDone });
  }
}

/** The date of an answer, which is cut to whole seconds; not of one that somebody in between has kept for a while. */
function noteDate({ onServerTime, now }: Exchange, headers: Headers, sent: number): void {
  const date = Date.parse(headers.get('date') ?? '');
  if (Number.isFinite(date) && !headers.has('age')) onServerTime?.(date, date + 999, sent, now());
}

/** Node's words for a connection that was never made. A browser does not tell. */
const neverLeft: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);

function causeCode(error: unknown): string {
  for (let cause: unknown = error, depth = 0; cause instanceof Error && depth < 5; cause = cause.cause, depth++) {
    if ('code' in cause && typeof cause.code === 'string') return cause.code;
  }
  return '';
}

export function queryText(query: Exchange['query']): string {
  const pairs = Object.entries(query ?? {}).filter(([, value]) => value !== undefined);
  return pairs.length ? `?${pairs.map(([name, value]) => `${name}=${value}`).join('&')}` : '';
}

function kindOf(status: number): ApiErrorKind {
  switch (status) {
    case 401:
      return 'auth';
    case 403:
      return 'forbidden';
    case 404:
    case 410:
      return 'notFound';
    case 409:
      return 'conflict';
    case 400:
    case 422:
      return 'validation';
    case 408:
      return 'timeout';
    case 429:
      return 'rateLimited';
    default:
      return status >= 500 ? 'server' : 'badResponse';
  }
}

function refusal(
  request: Exchange,
  status: number,
  headers: Headers,
  text: string,
  redact: (text: string) => string,
): ApiError {
  const kind = kindOf(status);
  const body = parsed(text);
  const detail = serverSentence(body);
  // A date is by the server's clock, which may be another than ours.
  const serverNow = Date.parse(headers.get('date') ?? '');
  const retryAfter = parseRetryAfter(headers.get('retry-after'), Number.isNaN(serverNow) ? Date.now() : serverNow);
  return new ApiError({
    kind,
    operation: request.operation,
    ...(status ? { status } : {}),
    problems: fieldProblems(body).map(({ field, problem }) => ({ field: redact(field), problem: redact(problem) })),
    ...(detail ? { detail: redact(detail) } : {}),
    retryAfter,
    maybeDone: request.method !== 'GET' && (kind === 'server' || kind === 'timeout' || kind === 'badResponse'),
  });
}

function parsed(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}

function property(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined;
}

/** Of a sentence of the server's, in UTF-16 units. */
const maxSentenceLength = 300;

/** `errors[0].detail` (or `.title`) of Telnyx's error form; FastAPI's `detail` where it is a plain sentence. */
function serverSentence(body: unknown): string | undefined {
  const errors = property(body, 'errors');
  const first: unknown = Array.isArray(errors) ? errors[0] : undefined;
  for (const text of [property(first, 'detail'), property(first, 'title'), property(body, 'detail')])
    if (typeof text === 'string' && text) return text;
  return undefined;
}

const maxProblems = 20;

/** FastAPI's `detail[]`: `loc` without its first word (`body`, `query`, `path`) is the field. */
function fieldProblems(body: unknown): FieldProblem[] {
  const detail = property(body, 'detail');
  if (!Array.isArray(detail)) return [];
  return detail.slice(0, maxProblems).flatMap((entry: unknown): FieldProblem[] => {
    const problem = property(entry, 'msg');
    const loc = property(entry, 'loc');
    if (typeof problem !== 'string') return [];
    const words = Array.isArray(loc) ? loc.filter((word) => typeof word !== 'object').map(String) : [];
    const field = (words.length > 1 ? words.slice(1) : words).join('.');
    return [{ field, problem }];
  });
}

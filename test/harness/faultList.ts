import type { ApiErrorKind } from '../../src/api/apiError';
import type { Behaviour } from './faultServer';
import type { OperationCall } from './operationCalls';

/** What one attempt meets, in the words of the rule. */
export type Met =
  | 'right'
  | {
      readonly kind: ApiErrorKind;
      /** Whether the server may have acted although nobody hears of it. */
      readonly lost: boolean;
      /** Whether it may be otherwise the next time. */
      readonly passes: boolean;
      /** The request does not even reach the server. */
      readonly unsent?: boolean;
    };

export type Fault = {
  readonly name: string;
  /** Where the server is; `closed`: nobody listens there. */
  readonly at?: '127.0.0.1' | '::1' | 'closed';
  /** By attempt; the last one stays. */
  readonly behaviours: readonly Behaviour[];
  /** By attempt, as above. */
  readonly met: (call: OperationCall) => readonly Met[];
  /** No answer comes in time. */
  readonly late?: boolean;
  /** What `Retry-After` has to be read as (ms). */
  readonly retryAfter?: number;
};

/** Another host, that must never hear of a request. */
export type Elsewhere = { readonly url: string };

const right: Behaviour = { kind: 'answer' };
const lost = (kind: ApiErrorKind): Met => ({ kind, lost: true, passes: true });
const refused = (kind: ApiErrorKind): Met => ({ kind, lost: false, passes: false });
const rateLimited: Met = { kind: 'rateLimited', lost: false, passes: true };
const reply = (status: number, text: string, headers: Readonly<Record<string, string>> = {}): Behaviour => ({
  kind: 'answer',
  status,
  text,
  headers,
});
const always = (name: string, behaviour: Behaviour, met: Met): Fault => ({
  name,
  behaviours: [behaviour],
  met: () => [met],
});
const html = '<!DOCTYPE html><title>Sign in</title>';
const errors = JSON.stringify({ errors: [{ code: '10001', title: 'Title', detail: 'Detail.' }] });

/** Which shapes of answer an empty JSON value is none of. */
const needsData = ({ shape }: OperationCall) => ['page', 'list', 'object', 'openList'].includes(shape);

const year = 365 * 86_400_000;
const httpDate = (ms: number) => new Date(ms).toUTCString();
/** Any moment: a server's date is held against the server's own clock. */
const serverNow = Date.UTC(2026, 10, 1);

function limited(name: string, header: string | undefined, retryAfter: number | undefined): Fault {
  return {
    name: `429, Retry-After ${name}`,
    behaviours: [reply(429, errors, { date: httpDate(serverNow), ...(header ? { 'retry-after': header } : {}) })],
    met: () => [rateLimited],
    ...(retryAfter === undefined ? {} : { retryAfter }),
  };
}

const unprocessable = (name: string, body: string) => always(`422, ${name}`, reply(422, body), refused('validation'));

/** Changes the `meta` of a page, and leaves everything else alone. */
function lies(name: string, meta: unknown): Fault {
  const alter = (text: string) =>
    text.includes('"meta"') ? JSON.stringify({ ...(JSON.parse(text) as Record<string, unknown>), meta }) : text;
  return always(`meta ${name}`, { kind: 'answer', alter }, 'right');
}

/** Every way in which a server, or what lies on the way to it, misbehaves. */
export function faultList(elsewhere: Elsewhere): readonly Fault[] {
  return [
    always('nothing is wrong', right, 'right'),
    { name: 'IPv6 loopback', at: '::1', behaviours: [right], met: () => ['right'] },
    {
      name: 'refused',
      at: 'closed',
      behaviours: [right],
      met: () => [{ kind: 'network', lost: false, passes: true, unsent: true }],
    },
    always('reset before the headers', { kind: 'reset', after: 'nothing' }, lost('network')),
    always('reset after the headers', { kind: 'reset', after: 'headers' }, lost('network')),
    always('reset in the body', { kind: 'reset', after: 'half' }, lost('network')),
    always('ends before its announced end', { kind: 'endEarly' }, lost('network')),
    always('no HTTP', { kind: 'noise' }, lost('network')),
    { ...always('never answers', { kind: 'silence' }, lost('timeout')), late: true },
    // A second a byte is as long as for ever: here scaled to the time-out.
    { ...always('one byte at a time', { kind: 'drip', everyMs: 25 }, lost('timeout')), late: true },
    always(
      'cut JSON',
      { kind: 'answer', status: 200, alter: (text) => (text === '' ? '{"da' : text.slice(0, text.length >> 1)) },
      lost('badResponse'),
    ),
    always('HTML', reply(200, html, { 'content-type': 'text/html' }), lost('badResponse')),
    always('wrong content type', { kind: 'answer', headers: { 'content-type': 'text/plain' } }, 'right'),
    {
      name: 'empty 200',
      behaviours: [reply(200, '')],
      met: ({ shape }) => [shape === 'nothing' ? 'right' : lost('badResponse')],
    },
    {
      name: 'null',
      behaviours: [reply(200, 'null')],
      met: (call) => [needsData(call) ? { kind: 'badResponse', lost: true, passes: false } : 'right'],
    },
    {
      name: 'data of another kind',
      behaviours: [reply(200, '{"data":"x","meta":7}')],
      met: (call) => [needsData(call) ? { kind: 'badResponse', lost: true, passes: false } : 'right'],
    },
    always(
      '30 MB',
      { kind: 'flood', bytes: 30_000_000, declared: true },
      { kind: 'tooLarge', lost: true, passes: false },
    ),
    always(
      '30 MB, undeclared',
      { kind: 'flood', bytes: 30_000_000, declared: false },
      { kind: 'tooLarge', lost: true, passes: false },
    ),
    always('401', reply(401, errors), refused('auth')),
    always('403', reply(403, errors), refused('forbidden')),
    always('404', reply(404, errors), refused('notFound')),
    always('409', reply(409, errors), refused('conflict')),
    {
      name: '401 in the middle, after 503',
      behaviours: [reply(503, errors), reply(401, errors)],
      met: () => [lost('server'), refused('auth')],
    },
    {
      name: '404 after a lost answer',
      behaviours: [{ kind: 'reset', after: 'nothing' }, reply(404, errors)],
      met: () => [lost('network'), refused('notFound')],
    },
    {
      name: 'right after a lost answer',
      behaviours: [{ kind: 'reset', after: 'headers' }, right],
      met: () => [lost('network'), 'right'],
    },
    unprocessable('detail a list', JSON.stringify({ detail: [{ loc: ['body', 'name'], msg: 'Bad', type: 't' }] })),
    unprocessable('detail a string', '{"detail":"Bad"}'),
    unprocessable('detail null', '{"detail":null}'),
    unprocessable('detail nested', '{"detail":{"detail":[{"msg":{"msg":["Bad"]},"loc":{"0":1}}]}}'),
    unprocessable('detail missing', '{}'),
    unprocessable('not JSON', html),
    limited('absent', undefined, undefined),
    limited('in seconds', '7', 7000),
    limited('a date', httpDate(serverNow + 7000), 7000),
    limited('absurdly long', '99999999999999999999', 60_000),
    limited('negative', '-5', undefined),
    limited('garbage', 'when I say so, 7', undefined),
    {
      ...limited('a date, a year off', undefined, 9000),
      behaviours: [
        reply(429, errors, { date: httpDate(serverNow - year), 'retry-after': httpDate(serverNow - year + 9000) }),
      ],
    },
    always('500', reply(500, errors), lost('server')),
    always('502 in HTML', reply(502, html, { 'content-type': 'text/html' }), lost('server')),
    { ...always('503, Retry-After', reply(503, errors, { 'retry-after': '3' }), lost('server')), retryAfter: 3000 },
    always('504, empty', reply(504, ''), lost('server')),
    ...[301, 302, 303, 307, 308].map((status) =>
      always(`${status} to another host`, reply(status, '', { location: elsewhere.url }), lost('badResponse')),
    ),
    lies('says too much', { total_pages: 1e9, total_results: 1e12, page_number: 1, page_size: 1 }),
    lies('says too little', { total_pages: 0, total_results: 0, page_number: 9, page_size: 0 }),
    lies('is nonsense', { total_pages: -1, total_results: 'many', page_number: null, page_size: [] }),
    lies('is missing', undefined),
    always(
      'rows that repeat',
      { kind: 'answer', alter: (text) => text.replace(/"data":\[(.*?)\](?=[,}]*("meta"|$))/, '"data":[$1,$1,null]') },
      'right',
    ),
    always(
      'a clock a year off',
      {
        kind: 'answer',
        headers: { date: httpDate(serverNow - year) },
        alter: (text) => text.replaceAll('2026-', '2027-'),
      },
      'right',
    ),
  ];
}

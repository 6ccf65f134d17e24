import type { Connection, Fetch } from '../../src/api/request';
import { context, type AccountName, type Act, type Context } from './act';
import type { Clock } from './clock';
import { unseenIn } from './rules';
import { planOf, type Body, type Answer } from './routes';
import type { Service } from './service';
import type { Moment } from './things';

/** What becomes of a request. */
export type Fate = {
  readonly kind:
    | 'answered'
    /** It never arrives. */
    | 'dropped'
    /** It is done, and the answer gets lost. */
    | 'lost'
    /** It never arrives, and nobody says so. */
    | 'silence'
    /** It is done, and nobody says so. */
    | 'doneInSilence'
    /** 503 with `Retry-After`, and nothing was done. */
    | 'unavailable'
    /** 503, though it was done. */
    | 'doneUnavailable'
    /** 429 with `Retry-After`. */
    | 'limited'
    /** It is done, and something between answers with a page. */
    | 'page'
    /** A list lacks a row; all else is answered. */
    | 'short';
  /** How long it is on its way there, and back (ms). */
  readonly there: number;
  readonly back: number;
  /** Of `Retry-After` (s). */
  readonly seconds: number;
  /** So many ms after it has left somebody else changes what it was about; never, where that is `undefined`. */
  readonly meddled: number | undefined;
};

const well: Fate = { kind: 'answered', there: 1, back: 1, seconds: 0, meddled: undefined };
const done: ReadonlySet<Fate['kind']> = new Set([
  'answered',
  'lost',
  'doneInSilence',
  'doneUnavailable',
  'page',
  'short',
]);

export type Sent = { readonly act: Act | undefined; readonly at: Moment; readonly account: AccountName };

export type NetworkParts = {
  readonly clock: Clock;
  readonly tick: () => Moment;
  readonly services: Readonly<Record<AccountName, Service>>;
  readonly fates: readonly Fate[];
  /** The window that is open: what others have waited for never comes. */
  readonly window: () => number;
  readonly fault: (what: string) => void;
  readonly note: (what: string) => void;
  /** Somebody else changes what is at this address. */
  readonly meddle: (account: AccountName, path: string) => void;
  readonly sameOrigin: boolean;
};

/** The way to the service, with everything that goes wrong on it. */
export class Network {
  /** Whether all goes well from now on. */
  healed = false;
  #sent = 0;
  /** How many requests have left and not arrived. */
  onTheWay = 0;

  constructor(readonly parts: NetworkParts) {}

  connection(account: AccountName): Connection {
    const origin = this.parts.sameOrigin ? 'https://both.invalid' : `https://${account.toLowerCase()}.invalid`;
    return { baseUrl: `${origin}/v2`, apiKey: `KEY_${account}`, fetch: this.#fetchOf(account) };
  }

  readonly #fetches = new Map<AccountName, Fetch>();

  #fetchOf(account: AccountName): Fetch {
    const held = this.#fetches.get(account);
    if (held) return held;
    const fetch: Fetch = (input, init) => this.#exchange(account, input as string, init ?? {});
    this.#fetches.set(account, fetch);
    return fetch;
  }

  async #exchange(account: AccountName, address: string, init: RequestInit): Promise<Response> {
    const { clock, tick } = this.parts;
    const from = context.getStore();
    // Nothing of a window is left after a reload, not even what has waited to be sent.
    if (from && from.window !== this.parts.window()) return never(undefined);
    const method = init.method ?? 'GET';
    const url = new URL(address);
    if (new Headers(init.headers).get('authorization') !== `Bearer KEY_${account}`)
      this.parts.fault(`a request to ${account} carries another key`);
    const act = from?.act;
    const sent: Sent = { act, at: tick(), account };
    const what = `${method} ${url.pathname.replace('/v2/ai/missions', '') || '/'}`;
    if (act && act.account !== account && (act.ended === undefined || method !== 'GET'))
      this.parts.fault(`${act.id}: ${what} went to ${account}, and the act belongs to ${act.account}`);
    const fate = this.healed ? well : (this.parts.fates[this.#sent++] ?? well);
    this.parts.note(`${act?.id ?? 'poll'}: ${what} to ${account} (${fate.kind})`);
    if (fate.meddled !== undefined) clock.after(fate.meddled, () => this.parts.meddle(account, url.pathname));
    const { signal } = init;
    this.onTheWay++;
    await clock.wait(fate.there);
    this.onTheWay--;
    let answer: Answer | undefined;
    if (done.has(fate.kind)) answer = this.#do(sent, method, url, init.body);
    const given = tick();
    if (fate.kind === 'silence' || fate.kind === 'doneInSilence') return never(signal);
    await clock.wait(fate.back);
    if (from && from.window !== this.parts.window()) return never(undefined);
    signal?.throwIfAborted();
    const response = this.#arrive(from, fate, answer, given);
    if (response.status === 404) act?.missed.add(url.pathname.split('/').at(-1) ?? '');
    return response;
  }

  #do(sent: Sent, method: string, url: URL, body: unknown): Answer {
    const { act, account } = sent;
    const service = this.parts.services[account];
    const parsed = typeof body === 'string' ? (JSON.parse(body) as Body) : {};
    const plan = planOf(service, { method, path: url.pathname, body: parsed, by: act?.id ?? 'poll' });
    if (act && plan.write) for (const unseen of unseenIn(act, plan.write, sent.at)) this.parts.fault(unseen);
    const answer = plan.act();
    if (method !== 'GET' && answer.status < 300) {
      act?.did.push(`${method} ${url.pathname}`);
      this.parts.note(`${act?.id ?? 'poll'}: done`);
    }
    return answer;
  }

  #arrive(from: Context | undefined, fate: Fate, answer: Answer | undefined, given: Moment): Response {
    if (fate.kind === 'dropped' || fate.kind === 'lost') throw new TypeError('fetch failed');
    const wait = { 'retry-after': String(fate.seconds) };
    if (fate.kind === 'limited') return new Response('{}', { status: 429, headers: wait });
    if (fate.kind === 'unavailable' || fate.kind === 'doneUnavailable' || !answer)
      return new Response('{}', { status: 503, headers: wait });
    if (fate.kind === 'page') return new Response('<html>', { status: 200 });
    const look = { given, arrived: this.parts.tick() };
    for (const thing of answer.shows) from?.act?.looks.set(thing.key, look);
    const body = fate.kind === 'short' ? shortened(answer.body) : answer.body;
    return new Response(body === undefined ? null : JSON.stringify(body), { status: answer.status });
  }
}

/** Nobody answers, until somebody gives it up. */
export function never(signal: AbortSignal | null | undefined): Promise<Response> {
  return new Promise((_, reject) => {
    const giveUp = () => reject(new DOMException('aborted', 'AbortError'));
    if (signal?.aborted) giveUp();
    else signal?.addEventListener('abort', giveUp, { once: true });
  });
}

/** A list of pages whose first row has not come up yet; what is no such list stays. */
function shortened(body: unknown): unknown {
  const { data, meta } = (body ?? {}) as { data?: unknown; meta?: Body };
  if (!Array.isArray(data) || !meta) return body;
  return { data: data.slice(1), meta: { ...meta, total_results: Math.max(0, data.length - 1) } };
}

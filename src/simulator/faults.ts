import { jsonText } from '../model/jsonObject';
import { errorBody } from './refusal';

/** Something that goes wrong on the way. `afterwards`: the act is done first, then its answer is lost. */
export type Effect =
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      /** As JSON; the service's own form of such an error where absent. */
      readonly body?: unknown;
      readonly afterwards?: boolean;
    }
  /** The connection is cut: `handle` rejects as `fetch` does. */
  | { readonly kind: 'drop'; readonly afterwards?: boolean }
  /** A page for people instead of the answer, with status 200; nothing is done. */
  | { readonly kind: 'html' }
  /** The first half of the answer. */
  | { readonly kind: 'cutJson' }
  /** The answer comes so many ms late. */
  | { readonly kind: 'slow'; readonly ms: number }
  /** The answer never comes. */
  | { readonly kind: 'hang'; readonly afterwards?: boolean };

export type Fault = {
  /** An operation of the contract; all of them where it is absent. */
  readonly operation?: string;
  /** How often; until it is taken back where it is absent. */
  readonly times?: number;
  readonly effect: Effect;
};

function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const aborted = () => {
      clearTimeout(timer);
      reject(new DOMException('The operation was aborted', 'AbortError'));
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', aborted);
      resolve();
    }, ms);
    if (signal.aborted) aborted();
    else signal.addEventListener('abort', aborted, { once: true });
  });
}

function bodyFor({ status, body }: Extract<Effect, { kind: 'status' }>): string | null {
  // `Response` takes no body with these.
  if (status === 204 || status === 304) return null;
  return jsonText(body === undefined ? errorBody(status, 'A fault of the simulator.') : body);
}

/** Answers as `answer` does, but for what goes wrong. Rejects like `fetch` where the connection is cut. */
export async function withFault(
  effect: Effect | undefined,
  latency: number,
  signal: AbortSignal,
  answer: () => Response | Promise<Response>,
): Promise<Response> {
  if (latency > 0) await sleep(latency, signal);
  switch (effect?.kind) {
    case undefined:
      return answer();
    case 'status':
      if (effect.afterwards) await answer();
      return new Response(bodyFor(effect), {
        status: effect.status,
        headers: { 'content-type': 'application/json', ...effect.headers },
      });
    case 'drop':
      if (effect.afterwards) await answer();
      throw new TypeError('fetch failed');
    case 'html':
      return new Response('<!DOCTYPE html><title>Sign in</title>', { headers: { 'content-type': 'text/html' } });
    case 'cutJson': {
      const text = await (await answer()).text();
      const half = text.slice(0, Math.max(1, Math.floor(text.length / 2)));
      return new Response(half, { headers: { 'content-type': 'application/json' } });
    }
    case 'slow':
      await sleep(effect.ms, signal);
      return answer();
    case 'hang':
      if (effect.afterwards) await answer();
      await sleep(2 ** 31 - 1, signal);
      return answer();
  }
}

import type { OperationId } from '../api/operations';
import { jsonText, parseJson } from '../model/jsonObject';
import { isObject } from './checks';
import { populate } from './demo';
import { withNulls } from './fields';
import type { ListOrder } from './listOrder';
import { createOperations } from './operations';
import { Refusal, refuse, type Answer } from './refusal';
import { findRoute, type Route } from './routes';
import { World } from './world';

export type { ListOrder };

export type SimulatorOptions = {
  readonly order?: ListOrder;
  /** Optional fields are sent as `null` where they have no value, instead of being left out. */
  readonly nulls?: boolean;
  /** How much faster than the clock scripted agents work; 1 where absent. What is past at the start stays as it is. */
  readonly speed?: number;
  /** The demo's agent also takes runs of missions that a person writes; else they wait for somebody's agent. */
  readonly worksOwnMissions?: boolean;
  /** Without the demo's six missions. */
  readonly empty?: boolean;
  readonly apiKey?: string;
  /** Epoch ms. */
  readonly clock?: () => number;
  /** Another seed gives other ids, and other ways of the scripted agents. */
  readonly seed?: number;
};

/** What an answer is, for those who count. */
export type AnswerSize = {
  readonly status: number;
  /** How many rows it lists; absent where it is no list. */
  readonly rows?: number;
  /** Its body, in UTF-8. */
  readonly bytes: number;
};

/**
 * Stands between a request and its answer; `respond` does what is asked, and says what came of it. May answer
 * otherwise, late or never.
 */
export type OnRequest = (
  request: Request,
  operation: OperationId,
  respond: (onAnswer?: (size: AnswerSize) => void) => Promise<Response>,
) => Promise<Response>;

export interface Simulator {
  readonly apiKey: string;
  readonly world: World;
  /** Takes any request below a base path that ends in `/v2`. Rejects only where `onRequest` does. */
  handle(request: Request): Promise<Response>;
  setOrder(order: ListOrder): void;
  setNulls(nulls: boolean): void;
}

const utf8 = new TextEncoder();

/** The service in memory. Nothing in it runs by itself: it catches up when it is asked. */
export function createSimulator(
  options: SimulatorOptions = {},
  onRequest: OnRequest = (_request, _operation, respond) => respond(),
): Simulator {
  const { apiKey = 'KEY_DEMO', clock = Date.now, speed = 1, seed = 1 } = options;
  const world = new World(clock, seed);
  if (!options.empty) populate(world);
  world.setSpeed(speed);
  world.worksOwnMissions = options.worksOwnMissions ?? false;
  let { order = 'newest', nulls = false } = options;
  const operations = createOperations(world, () => order);

  async function answer(request: Request, { operation, ids }: Route): Promise<Answer> {
    const text = await request.text();
    let body: unknown;
    let malformed = false;
    try {
      body = text === '' ? undefined : parseJson(text);
    } catch {
      malformed = true;
    }
    world.catchUp();
    if (request.headers.get('authorization') !== `Bearer ${apiKey}`)
      refuse(401, 'Could not find any usable credentials in the request.');
    return operations[operation]({ query: new URL(request.url).searchParams, body, malformed, ids });
  }

  function respond({ status, body }: Answer, onAnswer?: (size: AnswerSize) => void) {
    const data = isObject(body) ? body.data : undefined;
    const shown = Array.isArray(data) ? data.map(withNulls) : withNulls(data);
    const text = body === undefined ? '' : jsonText(nulls && isObject(body) && data ? { ...body, data: shown } : body);
    onAnswer?.({ status, bytes: utf8.encode(text).length, ...(Array.isArray(data) ? { rows: data.length } : {}) });
    return new Response(text === '' ? null : text, {
      status,
      headers: text === '' ? {} : { 'content-type': 'application/json' },
    });
  }

  /** Turns what was thrown on purpose into its answer. */
  async function refusable(work: () => Answer | Promise<Answer>): Promise<Answer> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof Refusal) return error.answer;
      throw error;
    }
  }

  async function handle(request: Request): Promise<Response> {
    let route: Route;
    try {
      route = findRoute(request.method, new URL(request.url).pathname);
    } catch (error) {
      if (error instanceof Refusal) return respond(error.answer);
      throw error;
    }
    return onRequest(request, route.operation, async (onAnswer) =>
      respond(await refusable(() => answer(request, route)), onAnswer),
    );
  }

  return {
    apiKey,
    world,
    handle,
    setOrder: (next) => (order = next),
    setNulls: (next) => (nulls = next),
  };
}

import type { OperationId } from '../api/operations';
import { jsonText, parseJson } from '../model/jsonObject';
import { isObject } from './checks';
import { seedBulk, type Bulk, type Seeded } from './bulk';
import { populate } from './demo';
import { withFault, type Fault } from './faults';
import { withNulls } from './fields';
import type { ListOrder } from './listOrder';
import { createOperations } from './operations';
import { Refusal, refuse, type Answer } from './refusal';
import { findRoute, type Route } from './routes';
import { World } from './world';

export type { Fault, ListOrder };

export type SimulatorOptions = {
  readonly order?: ListOrder;
  /** Optional fields are sent as `null` where they have no value, instead of being left out. */
  readonly nulls?: boolean;
  /** How late every answer is (ms). */
  readonly latencyMs?: number;
  /** The same under its first name. */
  readonly latency?: number;
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

/** One request that came in, for tests that count. */
export type Noted = {
  readonly operation: OperationId;
  readonly method: string;
  readonly url: string;
  /** Epoch ms. */
  readonly at: number;
  /** The rest is absent while there is no answer, and where a fault kept it back. */
  readonly status?: number;
  /** How many rows the answer listed. */
  readonly rows?: number;
  /** The answer's body, in UTF-8. */
  readonly bytes?: number;
};

export interface Simulator {
  readonly apiKey: string;
  readonly world: World;
  /** Takes any request below a base path that ends in `/v2`. Rejects only where a fault, or its sender, cuts it off. */
  handle(request: Request): Promise<Response>;
  /** Returns how to take it back. Of several that fit a request, the first one added holds. */
  addFault(fault: Fault): () => void;
  clearFaults(): void;
  setOrder(order: ListOrder): void;
  setNulls(nulls: boolean): void;
  /** In ms. */
  setLatency(latencyMs: number): void;
  /** Several of these at once. */
  configure(change: Pick<SimulatorOptions, 'order' | 'nulls' | 'latencyMs' | 'latency'>): void;
  /** The requests since the last `forget`, whatever became of them; of many, only the last thousands. */
  readonly requests: readonly Noted[];
  /** How many there were since the last `forget`. */
  readonly requestCount: number;
  forget(): void;
  /** Cheaply adds a lot, for tests of size. */
  seedBulk(bulk: Bulk): Seeded;
}

const mostNoted = 10_000;
const utf8 = new TextEncoder();

/** The service in memory. Nothing in it runs by itself: it catches up when it is asked. */
export function createSimulator(options: SimulatorOptions = {}): Simulator {
  const { apiKey = 'KEY_DEMO', clock = Date.now, speed = 1, seed = 1 } = options;
  const world = new World(clock, seed);
  if (!options.empty) populate(world);
  world.setSpeed(speed);
  world.worksOwnMissions = options.worksOwnMissions ?? false;
  let { order = 'newest', nulls = false } = options;
  let latencyMs = options.latencyMs ?? options.latency ?? 0;
  let faults: { readonly fault: Fault; left: number }[] = [];
  const requests: Noted[] = [];
  let requestCount = 0;
  const operations = createOperations(world, () => order);

  function note(noted: Noted): void {
    requestCount++;
    requests.push(noted);
    // Seldom, since it moves all that stays.
    if (requests.length >= 2 * mostNoted) requests.splice(0, requests.length - mostNoted);
  }

  function effectOn(operation: OperationId) {
    const hit = faults.find(({ fault, left }) => left > 0 && (fault.operation ?? operation) === operation);
    if (hit) hit.left--;
    return hit?.fault.effect;
  }

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

  function respond({ status, body }: Answer, told?: (what: Pick<Noted, 'status' | 'rows' | 'bytes'>) => void) {
    const data = isObject(body) ? body.data : undefined;
    const shown = Array.isArray(data) ? data.map(withNulls) : withNulls(data);
    const text = body === undefined ? '' : jsonText(nulls && isObject(body) && data ? { ...body, data: shown } : body);
    told?.({ status, bytes: utf8.encode(text).length, ...(Array.isArray(data) ? { rows: data.length } : {}) });
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
    const noted: { -readonly [Key in keyof Noted]: Noted[Key] } = {
      operation: route.operation,
      method: request.method,
      url: request.url,
      at: clock(),
    };
    note(noted);
    return withFault(effectOn(route.operation), latencyMs, request.signal, async () =>
      respond(await refusable(() => answer(request, route)), (what) => Object.assign(noted, what)),
    );
  }

  return {
    apiKey,
    world,
    handle,
    addFault(fault) {
      const added = { fault, left: fault.times ?? Number.POSITIVE_INFINITY };
      faults.push(added);
      return () => (faults = faults.filter((one) => one !== added));
    },
    clearFaults: () => (faults = []),
    setOrder: (next) => (order = next),
    setNulls: (next) => (nulls = next),
    setLatency: (next) => (latencyMs = next),
    configure(change) {
      ({ order = order, nulls = nulls } = change);
      latencyMs = change.latencyMs ?? change.latency ?? latencyMs;
    },
    requests,
    get requestCount() {
      return requestCount;
    },
    forget() {
      requests.length = 0;
      requestCount = 0;
    },
    seedBulk: (bulk) => seedBulk(world, bulk),
  };
}

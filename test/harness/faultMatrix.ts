import { createClient } from '../../src/api/client';
import { ApiError } from '../../src/api/apiError';
import { findRoute } from '../../src/simulator/routes';
import { faultList, type Fault, type Met } from './faultList';
import { serveFaults, type FaultServer } from './faultServer';
import { operationCalls, type OperationCall } from './operationCalls';

/** How one call ended under one fault. */
export type Outcome = {
  /** `ok`, or the kind of the error. */
  readonly end: string;
  /** It is unknown whether it happened. */
  readonly maybeDone: boolean;
  /** How many requests reached the server. */
  readonly requests: number;
};

/** An attempt more than this for what may be repeated. */
const repeats = 3;

/**
 * The rule, by the facts of the API alone: reads, whole replacements, values set, deletions and keyed events may be
 * repeated; nothing else that is posted may.
 */
export function expected(call: OperationCall, fault: Fault): Outcome {
  const { operation, method } = call;
  const attempts = method !== 'POST' || operation === 'logEvent' ? repeats + 1 : 1;
  const met = fault.met(call);
  let lost = false;
  for (let attempt = 1; ; attempt++) {
    const now: Met = met[Math.min(attempt, met.length) - 1] ?? 'right';
    if (now === 'right') return { end: 'ok', maybeDone: false, requests: attempt };
    if (method === 'DELETE' && lost && now.kind === 'notFound')
      return { end: 'ok', maybeDone: false, requests: attempt };
    lost ||= now.lost;
    if (now.passes && attempt < attempts) continue;
    return { end: now.kind, maybeDone: method !== 'GET' && lost, requests: now.unsent ? 0 : attempt };
  }
}

export type Measured = {
  readonly fault: Fault;
  readonly call: OperationCall;
  readonly outcome: Outcome;
  /** How long was waited before each repetition, as it would have been (ms). */
  readonly waits: readonly number[];
  /** How long a 429 closed the gate for everybody (ms). */
  readonly closed: readonly number[];
};

export type Matrix = {
  readonly measured: readonly Measured[];
  /** Names of faults that this computer cannot have. */
  readonly skipped: readonly string[];
  /** Requests that came to the other host. */
  readonly elsewhere: number;
  readonly unhandled: readonly unknown[];
};

const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
/** How long after its arrival a request that is not answered is given up (ms): whatever the computer is busy with. */
const patience = 100;
/** As if it were the real one: here what is read of the 30 MB is a matter of time (bytes). */
const longest = 1_000_000;

/** The server says by the path which fault is meant, so that one is enough for all. */
class Ground {
  /** How often each operation was asked for, by the number of the fault. */
  readonly counts = new Map<string, number>();
  readonly servers: FaultServer[] = [];
  /** What gives up waiting for an answer, by fault and operation. */
  readonly giveUp = new Map<string, () => void>();
  constructor(readonly faults: readonly Fault[]) {}

  /** Rejects where the computer does not have the host. */
  async serve(host: string): Promise<string> {
    const server = await serveFaults({
      host,
      answer: (request) => Promise.resolve(rightAnswer(operationOf(request))),
      behave: (request) => {
        const number = /\/fault(\d+)\//.exec(request.url)?.[1] ?? '';
        const behaviours = this.faults[Number(number)]?.behaviours ?? [];
        const key = `${number} ${operationOf(request)}`;
        const attempt = (this.counts.get(key) ?? 0) + 1;
        this.counts.set(key, attempt);
        if (this.faults[Number(number)]?.late) setTimeout(() => this.giveUp.get(key)?.(), patience);
        return behaviours[Math.min(attempt, behaviours.length) - 1] ?? { kind: 'answer' };
      },
    });
    this.servers.push(server);
    return server.baseUrl;
  }

  async run(number: number, fault: Fault, at: string): Promise<Measured[]> {
    const baseUrl = at.replace('/v2', `/fault${number}/v2`);
    return Promise.all(operationCalls.map((call) => this.#measure(number, fault, baseUrl, call)));
  }

  async #measure(number: number, fault: Fault, baseUrl: string, call: OperationCall): Promise<Measured> {
    const { operation } = call;
    const waits: number[] = [];
    const closed: number[] = [];
    const client = createClient({
      connection: () =>
        Promise.resolve({
          baseUrl,
          apiKey: 'KEY',
          // An update reads first. That is another operation, with a row of its own: here it goes well.
          fetch: (input, init) =>
            operation === 'updateMission' && init?.method === 'GET'
              ? Promise.resolve(rightAnswer('getMission'))
              : fetch(input, init),
        }),
      log: silent,
      random: () => 0,
      timer: (act) => {
        this.giveUp.set(`${number} ${operation}`, act);
        return () => undefined;
      },
      longest,
      wait: (ms) => {
        waits.push(ms);
        return Promise.resolve();
      },
      gate: { close: (ms) => void closed.push(ms), passed: () => Promise.resolve() },
    });
    const { end, maybeDone } = await call.call(client).then(
      () => ({ end: 'ok', maybeDone: false }),
      (error: unknown) =>
        error instanceof ApiError
          ? { end: error.kind, maybeDone: error.maybeDone }
          : { end: `not an ApiError: ${String(error)}`, maybeDone: false },
    );
    const requests = this.counts.get(`${number} ${operation}`) ?? 0;
    return { fault, call, outcome: { end, maybeDone, requests }, waits, closed };
  }

  async close(): Promise<void> {
    await Promise.all(this.servers.map((server) => server.close()));
  }
}

const operationOf = ({ method, url }: Request) => findRoute(method, new URL(url).pathname).operation;

function rightAnswer(operation: string): Response {
  const answer = operationCalls.find((call) => call.operation === operation)?.answer;
  if (!answer) throw new Error(`${operation} is no operation`);
  return new Response(answer.body === undefined ? null : JSON.stringify(answer.body), { status: answer.status });
}

/** Every operation under every fault. Takes some seconds. */
export async function runMatrix(): Promise<Matrix> {
  let elsewhere = 0;
  const other = await serveFaults({
    answer: () => Promise.resolve(new Response('{}')),
    behave: () => {
      elsewhere++;
      return { kind: 'answer' };
    },
  });
  const unhandled: unknown[] = [];
  const note = (reason: unknown) => void unhandled.push(reason);
  process.on('unhandledRejection', note);
  const faults = faultList({ url: `${other.baseUrl}/ai/missions` });
  const ground = new Ground(faults);
  const closed = await serveFaults({ answer: () => Promise.reject(new Error()), behave: () => ({ kind: 'silence' }) });
  await closed.close();
  const addresses = {
    '127.0.0.1': await ground.serve('127.0.0.1'),
    '::1': await ground.serve('::1').catch(() => undefined),
    closed: closed.baseUrl,
  };
  const run = async (fault: Fault): Promise<Measured[]> => {
    const at = addresses[fault.at ?? '127.0.0.1'];
    return at === undefined ? [] : ground.run(faults.indexOf(fault), fault, at);
  };
  const rows: Measured[][] = [];
  for (const fault of faults) rows.push(await run(fault));
  // What is rejected and not handled is told of a turn later.
  await new Promise((resolve) => setTimeout(resolve, 20));
  process.off('unhandledRejection', note);
  await Promise.all([ground.close(), other.close()]);
  const skipped = addresses['::1'] === undefined ? faults.filter(({ at }) => at === '::1').map(({ name }) => name) : [];
  return { measured: rows.flat(), skipped, elsewhere, unhandled };
}

import { findRoute } from '../../src/simulator/routes';
import { faultList, type Fault } from './faultList';
import { callUnder, type Outcome, type Seen } from './faultMatrix';
import { serveFaults } from './faultServer';
import { operationCalls, rightAnswer, type OperationCall } from './operationCalls';

/** Where each fault can be met. */
export type Ground = {
  /** The base URL under which the fault of this number is met; `undefined` where this computer has no such address. */
  readonly baseUrls: readonly (string | undefined)[];
  /** Where redirects lead to. */
  readonly elsewhere: string;
};

export type ServedGround = Ground & {
  /** How often an operation was asked for under the fault of this number. It begins again with that. */
  take(number: number, operation: string): number;
  /** Resolves when the operation has been asked for so often under the fault; to `false` where that is taken before. */
  arrival(number: number, operation: string, attempt: number): Promise<boolean>;
  /** How many requests came to the other host. */
  strays(): number;
  close(): Promise<void>;
};

const operationOf = ({ method, url }: Request) => findRoute(method, new URL(url).pathname).operation;

/**
 * Serves all faults; the path of a request says which one is meant, so that one server is enough.
 * @param onArrival hears of each request that a fault meets.
 */
export async function serveGround(
  onArrival: (number: number, operation: string) => void = () => undefined,
): Promise<ServedGround> {
  let strays = 0;
  const other = await serveFaults({
    answer: () => Promise.resolve(new Response('{}')),
    behave: () => {
      strays++;
      return { kind: 'answer' };
    },
  });
  const elsewhere = `${other.baseUrl}/ai/missions`;
  const faults = faultList({ url: elsewhere });
  const counts = new Map<string, number>();
  type Waiting = { readonly key: string; readonly attempt: number; readonly resolve: (arrived: boolean) => void };
  const waiting = new Set<Waiting>();
  /** Tells those who wait for the operation under the fault; those who wait for more, that there will be no more. */
  function tell(key: string, count: number, isOver: boolean): void {
    for (const one of waiting) {
      if (one.key !== key || (one.attempt > count && !isOver)) continue;
      waiting.delete(one);
      one.resolve(one.attempt <= count);
    }
  }
  const serve = (host: string) =>
    serveFaults({
      host,
      answer: (request) => Promise.resolve(rightAnswer(operationOf(request))),
      behave: (request) => {
        const number = Number(/\/fault(\d+)\//.exec(request.url)?.[1]);
        const behaviours = faults[number]?.behaviours ?? [];
        const operation = operationOf(request);
        const key = `${number} ${operation}`;
        const attempt = (counts.get(key) ?? 0) + 1;
        counts.set(key, attempt);
        tell(key, attempt, false);
        onArrival(number, operation);
        return behaviours[Math.min(attempt, behaviours.length) - 1] ?? { kind: 'answer' };
      },
    });
  const closed = await serve('127.0.0.1');
  await closed.close();
  const servers = { '127.0.0.1': await serve('127.0.0.1'), '::1': await serve('::1').catch(() => undefined), closed };
  return {
    baseUrls: faults.map(({ at = '127.0.0.1' }, number) => servers[at]?.baseUrl.replace('/v2', `/fault${number}/v2`)),
    elsewhere,
    take(number, operation) {
      const key = `${number} ${operation}`;
      const count = counts.get(key) ?? 0;
      counts.delete(key);
      tell(key, count, true);
      return count;
    },
    arrival: (number, operation, attempt) =>
      new Promise((resolve) => {
        const key = `${number} ${operation}`;
        waiting.add({ key, attempt, resolve });
        tell(key, counts.get(key) ?? 0, false);
      }),
    strays: () => strays,
    async close() {
      await Promise.all([servers['127.0.0.1'].close(), servers['::1']?.close(), other.close()]);
    },
  };
}

export type Measured = Omit<Seen, keyof Outcome> & {
  readonly fault: Fault;
  readonly call: OperationCall;
  readonly outcome: Outcome;
};

export type Matrix = {
  readonly measured: readonly Measured[];
  /** Names of faults that this computer cannot have. */
  readonly skipped: readonly string[];
  /** Requests that came to the other host. */
  readonly elsewhere: number;
  readonly unhandled: readonly unknown[];
};

/** How long after its arrival a request that is not answered is given up (ms): whatever the computer is busy with. */
const patience = 100;

/** Every operation under every fault. Takes some seconds. */
export async function runMatrix(): Promise<Matrix> {
  const unhandled: unknown[] = [];
  const note = (reason: unknown) => void unhandled.push(reason);
  process.on('unhandledRejection', note);
  /** What gives up waiting for an answer, by fault and operation. */
  const giveUp = new Map<string, () => void>();
  const ground = await serveGround((number, operation) => {
    if (faults[number]?.late) setTimeout(() => giveUp.get(`${number} ${operation}`)?.(), patience);
  });
  const faults = faultList({ url: ground.elsewhere });
  async function measure(number: number, fault: Fault, baseUrl: string, call: OperationCall): Promise<Measured> {
    const { operation } = call;
    const seen = await callUnder(call, baseUrl, (act) => {
      giveUp.set(`${number} ${operation}`, act);
      return () => undefined;
    });
    const { end, maybeDone, waits, closed } = seen;
    return { fault, call, outcome: { end, maybeDone, requests: ground.take(number, operation) }, waits, closed };
  }
  const measured: Measured[] = [];
  for (const [number, fault] of faults.entries()) {
    const baseUrl = ground.baseUrls[number];
    if (baseUrl === undefined) continue;
    measured.push(...(await Promise.all(operationCalls.map((call) => measure(number, fault, baseUrl, call)))));
  }
  // What is rejected and not handled is told of a turn later.
  await new Promise((resolve) => setTimeout(resolve, 20));
  process.off('unhandledRejection', note);
  await ground.close();
  const skipped = faults.filter((_, number) => ground.baseUrls[number] === undefined).map(({ name }) => name);
  return { measured, skipped, elsewhere: ground.strays(), unhandled };
}

import type { OperationId } from '../../src/api/operations';
import { findRoute } from '../../src/simulator/routes';
import type { TestSimulator } from '../../src/simulator/testSimulator';
import type { Fault } from './faultList';
import { expected, type Outcome } from './faultMatrix';
import type { Behaviour } from './faultServer';
import { operationCalls, type OperationCall } from './operationCalls';

/** A fault as one operation meets it. */
export type PlayedFault = {
  readonly fault: Fault;
  /** What comes of a single call by the rule, which `test/unit/api/faults.test.ts` holds. */
  readonly outcome: Outcome;
  /** Whether the service does it all the same where its answer is lost. */
  readonly acts: boolean;
};

export function callOf(operation: OperationId): OperationCall {
  const call = operationCalls.find((one) => one.operation === operation);
  if (!call) throw new Error(`${operation} is no operation`);
  return call;
}

/** Faults that make no difference for the operation are alike: they end alike, and where it is answered, it is told the same. */
export function faultClass(operation: OperationId, fault: Fault): string {
  const call = callOf(operation);
  const outcome = expected(call, fault);
  const text = call.answer.body === undefined ? '' : JSON.stringify(call.answer.body);
  const told = fault.behaviours.map((one) => (one.kind === 'answer' ? (one.text ?? one.alter?.(text) ?? text) : ''));
  return JSON.stringify(outcome.end === 'ok' ? [outcome, told.at(-1), fault.met(call)] : outcome);
}

/** One fault of each class, where its answer is lost twice: after it was done, and without. */
export function faultsThatMatter(operation: OperationId, faults: readonly Fault[]): readonly PlayedFault[] {
  const call = callOf(operation);
  const classes = new Map<string, Fault>();
  for (const fault of faults) {
    const key = faultClass(operation, fault);
    const before = classes.get(key);
    // The plainest of those that are alike.
    if (!before || fault.behaviours.length < before.behaviours.length) classes.set(key, fault);
  }
  return [...classes.values()].flatMap((fault) => {
    const outcome = expected(call, fault);
    const isLost = fault.met(call).some((met) => met !== 'right' && met.lost);
    return (isLost ? [true, false] : [false]).map((acts) => ({ fault, outcome, acts }));
  });
}

/** The service behind a fault that one operation meets, in memory. */
export function playFault(
  simulator: TestSimulator,
): TestSimulator & { play(operation: OperationId, played: PlayedFault): () => void } {
  let now: { readonly operation: OperationId; readonly played: PlayedFault; attempts: number } | undefined;

  async function handle(request: Request): Promise<Response> {
    const { operation } = findRoute(request.method, new URL(request.url).pathname);
    if (now?.operation !== operation) return simulator.handle(request);
    const { fault, acts } = now.played;
    const at = now.attempts++;
    const last = <T>(list: readonly T[]) => list[Math.min(at, list.length - 1)];
    const met = last(fault.met(callOf(operation))) ?? 'right';
    const behaviour = last(fault.behaviours) ?? { kind: 'answer' };
    if (met !== 'right' && met.unsent)
      throw new TypeError('fetch failed', { cause: Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }) });
    const does = met === 'right' || (met.lost && acts);
    const right = does ? await simulator.handle(request.clone()) : new Response('{"data":{}}', { status: 200 });
    return misbehave(behaviour, right, request.signal);
  }

  return {
    ...simulator,
    get requests() {
      return simulator.requests;
    },
    get requestCount() {
      return simulator.requestCount;
    },
    handle,
    play(operation, played) {
      now = { operation, played, attempts: 0 };
      return () => (now = undefined);
    },
  };
}

/** As `faultServer` does on a socket, for who calls `fetch`. */
async function misbehave(behaviour: Behaviour, right: Response, signal: AbortSignal): Promise<Response> {
  const text = await right.text();
  const type = { 'content-type': 'application/json' };
  const broken = (start: string) => {
    const body = new ReadableStream<Uint8Array>({
      start(stream) {
        if (start !== '') stream.enqueue(new TextEncoder().encode(start));
      },
      pull: (stream) => stream.error(new TypeError('terminated')),
    });
    return new Response(body, { status: right.status, headers: type });
  };
  switch (behaviour.kind) {
    case 'answer': {
      const { status = right.status, headers = {} } = behaviour;
      const body = behaviour.text ?? behaviour.alter?.(text) ?? text;
      return new Response(status === 204 ? null : body, { status, headers: { ...type, ...headers } });
    }
    case 'reset':
      if (behaviour.after === 'nothing') throw new TypeError('fetch failed');
      return broken(behaviour.after === 'half' ? text.slice(0, text.length >> 1) : '');
    case 'endEarly':
      return broken(text.slice(0, text.length >> 1));
    case 'noise':
      throw new TypeError('fetch failed');
    case 'silence':
    case 'drip':
      return new Promise((_, reject) => {
        signal.addEventListener('abort', () => reject(new DOMException('The operation was aborted', 'AbortError')));
      });
    case 'flood': {
      const { bytes, declared } = behaviour;
      // What is announced is never read.
      return new Response('"'.padEnd(declared ? 0 : bytes, 'x'), {
        headers: { ...type, ...(declared ? { 'content-length': String(bytes) } : {}) },
      });
    }
  }
}

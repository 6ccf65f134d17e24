import { assert } from 'chai';
import * as vscode from 'vscode';
import { faultList, type Fault } from '../harness/faultList';
import { callUnder, expected, operationClasses, type Outcome, type Seen } from '../harness/faultMatrix';
import type { OperationCall } from '../harness/operationCalls';
import { arrival, faultGround, takeArrivals } from './world';

/** How long after its arrival a request is given up under the faults that give no answer in time (ms). */
const patience = 100;
/**
 * How many operations are called at a time. A browser opens no more than six connections to one server, and each call
 * that is to be given up has one of them open to the harness, to hear of its arrival.
 */
const maxConcurrentCalls = 3;

/** The names alone: the addresses are not known yet. */
const faults = faultList({ url: '' });
/** The unit tests have every operation under every fault. */
const classes = operationClasses(faults);
const inBrowser = vscode.env.uiKind === vscode.UIKind.Web && typeof process === 'undefined';

/** Whether a connection ends under it. A browser then sends a request again by itself where it had used that before. */
const breaks = ({ behaviours }: Fault) => behaviours.some(({ kind }) => kind !== 'answer' && kind !== 'silence');

/** What a browser knows of the rule; `undefined` where what it does by itself decides. */
function inBrowserExpected(call: OperationCall, fault: Fault): Outcome | undefined {
  const rule = expected(call, fault);
  // It does not tell a connection that was refused from one that broke.
  if (fault.at === 'closed') return { ...rule, maybeDone: call.method !== 'GET' };
  return breaks(fault) && fault.behaviours.length > 1 && call.method !== 'GET' ? undefined : rule;
}

const inTime = () => () => undefined;

/** A timer that gives each attempt up a while after its arrival, whatever the computer is busy with. */
function afterArrival(fault: number, operation: string): (act: () => void) => () => void {
  let giveUp: () => void = () => undefined;
  const wait = async () => {
    for (let attempt = 1; await arrival(fault, operation, attempt); attempt++) setTimeout(() => giveUp(), patience);
  };
  void wait();
  return (act) => {
    giveUp = act;
    return () => undefined;
  };
}

/** What of a call is not as the rule says. */
function mistakes(
  call: OperationCall,
  fault: Fault,
  requests: Readonly<Record<string, number>>,
  seen: Seen | undefined,
): readonly string[] {
  const rule = inBrowser ? inBrowserExpected(call, fault) : expected(call, fault);
  if (!rule) return [];
  const counted = !(inBrowser && breaks(fault));
  const outcome = (of: Partial<Outcome>, count: number | undefined) =>
    JSON.stringify({ end: of.end, maybeDone: of.maybeDone, ...(counted ? { requests: count } : {}) });
  const found = outcome(seen ?? {}, requests[call.operation]);
  const due = outcome(rule, rule.requests);
  return found === due ? [] : [`${call.operation}: ${found} instead of ${due}`];
}

/** Under each fault one operation of each class, another one each time, by the `fetch` that VS Code gives to extensions. */
describe('the 41 operations in this extension host', function () {
  this.timeout(60_000);
  let ground: Awaited<ReturnType<typeof faultGround>>;
  before(async () => {
    ground = await faultGround();
  });

  for (const [number, fault] of faults.entries())
    it(`${fault.name}: end as the rule says`, async function () {
      const baseUrl = ground.baseUrls[number];
      // The policy of VS Code's worker names 127.0.0.1, and not ::1.
      if (!baseUrl || (inBrowser && fault.at === '::1')) return this.skip();
      const calls = classes.flatMap((alike) => alike[number % alike.length] ?? []);
      const wrong: string[] = [];
      for (let from = 0; from < calls.length; from += maxConcurrentCalls) {
        const batch = calls.slice(from, from + maxConcurrentCalls);
        const seen = await Promise.all(
          batch.map((call) => callUnder(call, baseUrl, fault.late ? afterArrival(number, call.operation) : inTime)),
        );
        const { requests, strays } = await takeArrivals(
          number,
          batch.map(({ operation }) => operation),
        );
        wrong.push(...batch.flatMap((call, place) => mistakes(call, fault, requests, seen[place])));
        assert.strictEqual(strays, 0, 'nothing follows a redirect');
      }
      assert.deepStrictEqual(wrong, []);
    });
});

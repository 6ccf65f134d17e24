import { assert } from 'chai';
import * as vscode from 'vscode';
import { faultList, type Fault } from '../harness/faultList';
import { callUnder, expected, operationClasses, type Outcome } from '../harness/faultMatrix';
import type { OperationCall } from '../harness/operationCalls';
import { arrival, faultGround, takeArrivals } from './world';

/** How long after its arrival a request is given up under the faults that give no answer in time (ms). */
const patience = 100;
/** A browser opens no more connections to one server at a time. */
const atATime = 6;

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
      const seen = new Map<OperationCall, Awaited<ReturnType<typeof callUnder>>>();
      for (let from = 0; from < calls.length; from += atATime)
        await Promise.all(
          calls.slice(from, from + atATime).map(async (call) => {
            const timer = fault.late ? afterArrival(number, call.operation) : inTime;
            seen.set(call, await callUnder(call, baseUrl, timer));
          }),
        );
      const { requests, strays } = await takeArrivals(
        number,
        calls.map(({ operation }) => operation),
      );
      const wrong: string[] = [];
      for (const [call, { end, maybeDone }] of seen) {
        const rule = inBrowser ? inBrowserExpected(call, fault) : expected(call, fault);
        const counted = !(inBrowser && breaks(fault));
        const found = { end, maybeDone, ...(counted ? { requests: requests[call.operation] } : {}) };
        const due = rule && {
          end: rule.end,
          maybeDone: rule.maybeDone,
          ...(counted ? { requests: rule.requests } : {}),
        };
        if (due && JSON.stringify(found) !== JSON.stringify(due))
          wrong.push(`${call.operation}: ${JSON.stringify(found)} instead of ${JSON.stringify(due)}`);
      }
      assert.deepStrictEqual(wrong, []);
      assert.strictEqual(strays, 0, 'nothing follows a redirect');
    });
});

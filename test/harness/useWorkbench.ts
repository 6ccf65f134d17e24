import { afterAll, beforeAll, beforeEach } from 'vitest';
import type { TestSimulatorOptions } from '../../src/simulator/testSimulator';
import { endTestTrace, keepFailure } from './failures';
import { serveSimulator, type ServedSimulator } from './serveSimulator';
import { SimulatorClient } from './simulatorClient';
import { Workbench, type WorkbenchOptions } from './workbench';

/** The shortest times that the settings allow: what a test does elsewhere is seen soon. */
export const quickRefresh = {
  'missions.refreshInterval.timeline': 1,
  'missions.refreshInterval.active': 2,
  'missions.refreshInterval.idle': 10,
};

/** One VS Code for all tests of a `describe`; with `ALONE=1` one for each, which proves that each can run alone. */
const [before, after] =
  process.env.ALONE === '1'
    ? [
        beforeEach,
        (close: () => Promise<void> | undefined) =>
          beforeEach(({ onTestFinished }) => onTestFinished(async () => close())),
      ]
    : [beforeAll, afterAll];

type Opened = {
  readonly workbench: Workbench;
  readonly served: ServedSimulator;
  /** What an agent or a colleague does meanwhile. */
  readonly client: SimulatorClient;
};

type Options = {
  readonly simulator?: TestSimulatorOptions;
  /** What is on the simulator before VS Code opens. */
  readonly prepare?: (served: ServedSimulator, client: SimulatorClient) => Promise<unknown> | undefined;
  /** Whether the extension is given a key; else the first test finds the welcome view. */
  readonly signIn?: boolean;
} & WorkbenchOptions;

/**
 * Opens a fresh VS Code on a fresh simulator for the tests of a `describe`, and closes both after them. The simulator
 * has no faults when a test begins. A test that fails leaves a screenshot and a trace.
 */
export function useWorkbench(options: Options, onOpen: (opened: Opened) => void): void {
  let opened: Opened | undefined;
  let served: ServedSimulator | undefined;
  before(async () => {
    const { simulator = {}, prepare, signIn = true, settings = quickRefresh, ...more } = options;
    served = await serveSimulator(simulator);
    const client = new SimulatorClient(served.baseUrl);
    await prepare?.(served, client);
    const workbench = await Workbench.open({
      ...more,
      settings: { 'missions.apiBaseUrl': served.baseUrl, ...settings },
    });
    opened = { workbench, served, client };
    onOpen(opened);
    if (!signIn) return;
    try {
      await workbench.signIn();
    } catch (error) {
      throw new Error(await keepFailure(workbench.page, 'setting the API key'), { cause: error });
    }
  });
  // What is registered last is done first.
  after(async () => {
    await opened?.workbench.close();
    await served?.close();
  });
  endTests(
    () => opened?.workbench,
    () => served?.simulator.clearFaults(),
  );
}

/**
 * Ends each test after all that it and its file do after it, also where that fails: a screenshot and a trace of a test
 * that failed, and nothing left open under which the next one could do nothing.
 */
function endTests(workbench: () => Workbench | undefined, more: () => void = () => undefined): void {
  beforeEach((context) => {
    context.onTestFinished(async () => {
      more();
      const used = workbench();
      if (!used) return;
      await endTestTrace(context, used.page);
      const question = await used.closeLeftDialog();
      if (question !== undefined) throw new Error(`The test left a question open: ${question}`);
    });
  });
}

/** The same without a simulator of its own: for the demo account, or with what the options say. */
export function useWorkbenchAlone(
  options: WorkbenchOptions | (() => Promise<WorkbenchOptions>),
  onOpen: (workbench: Workbench) => void,
): void {
  let opened: Workbench | undefined;
  before(async () => {
    opened = await Workbench.open(typeof options === 'function' ? await options() : options);
    onOpen(opened);
  });
  after(() => opened?.close());
  endTests(() => opened);
}

import type { Fault } from '../../src/simulator/faults';
import type { Bulk, Seeded } from '../../src/simulator/bulk';
import type { TestSimulatorOptions } from '../../src/simulator/testSimulator';
import type { RunStatus } from '../../src/simulator/world';
import type { Ground } from '../harness/faultGround';
import type { Behaviour } from '../harness/faultServer';
import { SimulatorClient } from '../harness/simulatorClient';
import type { Arrivals, Checked, Report, WorldRequest } from '../harness/testWorld';

/** Put in by the bundler. */
declare const __WORLD_URL__: string;

async function ask(request: WorldRequest): Promise<unknown> {
  const response = await fetch(__WORLD_URL__, { method: 'POST', body: JSON.stringify(request) });
  if (!response.ok) throw new Error(await response.text());
  return response.json();
}

export const report = (said: Report) => ask({ kind: 'report', report: said });

/** Where each fault of `faultList` can be met; an empty address where this computer has none. */
export const faultGround = async () => (await ask({ kind: 'ground' })) as Ground;
export const takeArrivals = async (fault: number, operations: readonly string[]) =>
  (await ask({ kind: 'takeArrivals', fault, operations })) as Arrivals;
/** Resolves when so many requests have come there; to `false` where it is over before that. */
export async function arrival(fault: number, operation: string, attempt: number): Promise<boolean> {
  const answer = (await ask({ kind: 'arrival', fault, operation, attempt })) as { readonly arrived: boolean };
  return answer.arrived;
}

/** Each has other ids: what the extension keeps by them in one test is not found in the next. */
let worlds = 0;

/** A simulator that is served for a test, and plain HTTP to it: what an agent or a colleague does. */
export class TestWorld extends SimulatorClient {
  declare baseUrl: string;

  constructor() {
    super('');
  }

  /** @param raw behind a server that can misbehave, see `behave`. */
  static async create(options: TestSimulatorOptions = {}, raw = false): Promise<TestWorld> {
    const world = new TestWorld();
    await world.renew(options, raw);
    return world;
  }

  /** Begins again, at the address that it has. */
  async renew(options: TestSimulatorOptions = {}, raw = false): Promise<void> {
    const given = { seed: ++worlds, ...options };
    if (this.baseUrl) await ask({ kind: 'renew', baseUrl: this.baseUrl, options: given });
    else this.baseUrl = ((await ask({ kind: 'create', options: given, raw })) as { readonly baseUrl: string }).baseUrl;
  }

  close = () => ask({ kind: 'close', baseUrl: this.baseUrl });
  fault = (fault: Fault) => ask({ kind: 'fault', baseUrl: this.baseUrl, fault });
  behave = (behaviour: Behaviour) => ask({ kind: 'behave', baseUrl: this.baseUrl, behaviour });
  goOffline = () => ask({ kind: 'offline', baseUrl: this.baseUrl });
  goOnline = () => ask({ kind: 'online', baseUrl: this.baseUrl });
  clearFaults = () => ask({ kind: 'clearFaults', baseUrl: this.baseUrl });
  configure = (change: TestSimulatorOptions) => ask({ kind: 'configure', baseUrl: this.baseUrl, change });
  seed = async (bulk: Bulk) => (await ask({ kind: 'seed', baseUrl: this.baseUrl, bulk })) as Seeded;
  setStatus = (runId: string, status: RunStatus) => ask({ kind: 'setStatus', baseUrl: this.baseUrl, runId, status });
  takeRequests = async () => (await ask({ kind: 'takeRequests', baseUrl: this.baseUrl })) as Record<string, number>;
  takeExchanges = async () => (await ask({ kind: 'takeExchanges', baseUrl: this.baseUrl })) as Checked[];
}

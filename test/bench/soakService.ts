/** The service of a soak and its agents, in a process of their own so that their memory is not counted. */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Effect } from '../../src/simulator/faults';
import type { TestSimulator } from '../../src/simulator/testSimulator';
import { serveSimulator } from '../harness/serveSimulator';
import type { Soaked } from './soakRules';

const script = fileURLToPath(import.meta.url);
export const runCount = 50;
const faultShare = 0.05;
/** Between two events of one run (simulated ms). */
const eventEvery = 15_000;

export type Counts = {
  readonly sent: number;
  /** How many of them met a fault. */
  readonly faults: number;
  readonly underWay: number;
  /** The most that were under way at a time since the counts were asked for. */
  readonly most: number;
};

export type Service = Soaked & {
  counts(): Promise<Counts>;
  /** No agent works any more, and nothing goes wrong any more. */
  settle(): Promise<void>;
  close(): void;
};

/** Starts the service; its agents work `scale` times faster than the clock. */
export async function startService(scale: number): Promise<Service> {
  const child = fork(script, [String(scale)]);
  const answer = () => new Promise<unknown>((resolve) => child.once('message', resolve));
  const soaked = (await answer()) as Soaked;
  const ask = (what: 'counts' | 'settle') => {
    const answered = answer();
    child.send(what);
    return answered;
  };
  return {
    ...soaked,
    counts: async () => (await ask('counts')) as Counts,
    settle: async () => {
      await ask('settle');
    },
    close: () => child.disconnect(),
  };
}

/** The same numbers each time, from 0 (included) to 1 (excluded). */
function seededRandom(): () => number {
  let seed = 20_261_125;
  return () => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return seed / 2 ** 32;
  };
}

/** What goes wrong, at random. */
function misfortune(scale: number) {
  const random = seededRandom();
  const counts = { sent: 0, faults: 0, underWay: 0, most: 0 };
  let share = faultShare;
  const effects: readonly Effect[] = [
    { kind: 'drop' },
    { kind: 'drop', afterwards: true },
    { kind: 'status', status: 500 },
    { kind: 'status', status: 502, body: '<html>' },
    { kind: 'status', status: 429, headers: { 'retry-after': '2' } },
    { kind: 'html' },
    { kind: 'cutJson' },
    { kind: 'slow', ms: 10_000 / scale },
    { kind: 'hang' },
  ];
  return {
    counts,
    heal: () => void (share = 0),
    onRequest: (simulator: TestSimulator, ended: AbortSignal): void => {
      counts.sent++;
      counts.most = Math.max(counts.most, ++counts.underWay);
      ended.addEventListener('abort', () => counts.underWay--, { once: true });
      const effect = random() < share ? effects[Math.floor(random() * effects.length)] : undefined;
      if (!effect) return;
      counts.faults++;
      simulator.addFault({ times: 1, effect });
    },
  };
}

async function serve(scale: number): Promise<void> {
  const { counts, heal, onRequest } = misfortune(scale);
  const { simulator, baseUrl } = await serveSimulator({ empty: true, onRequest });
  const missionId = simulator.seedBulk({ missions: 5 }).missionIds[0] ?? '';
  const { runIds } = simulator.seedBulk({ runs: { count: runCount, missionId, steps: 6 } });
  let next = 0;
  const agents = setInterval(
    () => {
      const runId = runIds[next++ % runCount] ?? '';
      simulator.seedBulk({ events: { count: 1, runId } });
      const run = simulator.world.runById(runId);
      // Now and then a step goes on.
      if (run && next % 97 === 0) {
        const status = next % 2 ? 'in_progress' : 'completed';
        simulator.world.setStep(run, `step_${(next % 6) + 1}`, status, Date.now());
      }
    },
    eventEvery / runCount / scale,
  );
  process.on('message', (asked) => {
    if (asked === 'settle') {
      clearInterval(agents);
      simulator.clearFaults();
      heal();
    }
    process.send?.(counts satisfies Counts);
    counts.most = counts.underWay;
  });
  process.on('disconnect', () => process.exit());
  process.send?.({ baseUrl, missionId, runIds } satisfies Soaked);
}

if (process.argv[1] === script) void serve(Number(process.argv[2]));

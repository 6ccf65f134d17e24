import { createRandom, work, type Ending } from './agent';
import { scenarios, type Scenario } from './scenarios';
import type { MissionState, RunState, World } from './world';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** A run of the past: how long ago it began (ms), how it ends, and how far it got. */
type Past = {
  readonly ago: number;
  readonly ending?: Ending;
  /** Somebody paused or cancelled it after so long (ms). */
  readonly stopped?: { readonly after: number; readonly status: 'paused' | 'cancelled' };
};

/** By mission, oldest first. The last mission has no run yet. */
const pasts: readonly (readonly Past[])[] = [
  [
    { ago: 6 * day + 3 * hour },
    { ago: 4 * day + 5 * hour, ending: 'failed' },
    { ago: 2 * day + 2 * hour },
    { ago: 26 * hour, stopped: { after: 50_000, status: 'cancelled' } },
    // Under way when somebody first looks, with a minute and more still to go.
    { ago: 45_000 },
  ],
  [
    { ago: 2 * day + 8 * hour },
    { ago: day + 8 * hour },
    { ago: 3 * hour, stopped: { after: 16_000, status: 'paused' } },
  ],
  [{ ago: 3 * day }, { ago: 30 * hour, ending: 'failed' }, { ago: 6 * hour, ending: 'leftBehind' }],
  [{ ago: 5 * day }, { ago: 2 * day, ending: 'failed' }, { ago: 20 * hour }],
  // Cancelled before there was a plan.
  [{ ago: 9 * day }, { ago: 2 * day, stopped: { after: 900, status: 'cancelled' } }],
  [],
];

const seedOf = (missionIndex: number, runIndex: number) => 1000 * missionIndex + runIndex + 1;

function addMission(world: World, scenario: Scenario, at: number): MissionState {
  return world.addMission(
    {
      name: scenario.name,
      description: scenario.description,
      model: scenario.model,
      instructions: scenario.instructions,
      execution_mode: scenario.executionMode,
      metadata: scenario.metadata,
    },
    at,
    scenario.missionId,
  );
}

/** The six missions of the demo account, with their history, as of the world's clock. */
export function populate(world: World): void {
  const now = world.clock();
  const begun: { readonly at: number; readonly begin: () => void }[] = [];
  scenarios.forEach((scenario, missionIndex) => {
    const mission = addMission(world, scenario, now - 30 * day + missionIndex * day);
    pasts[missionIndex]?.forEach((past, runIndex) => {
      const at = now - past.ago;
      const beats = work(scenario, past.ending ?? 'succeeded', createRandom(seedOf(missionIndex, runIndex)));
      const runId = `5b1f0c1e-000${missionIndex + 1}-4000-b000-00000000000${runIndex + 1}`;
      begun.push({
        at,
        begin: () => {
          const run = world.addRun(mission, at, { input: scenario.input }, { beats, runId });
          if (past.stopped) stopLater(world, run, at, past.stopped, begun);
        },
      });
    });
  });
  // In the order of time, so that the logs of all runs together are in it too.
  for (let next = takeFirst(begun); next; next = takeFirst(begun)) {
    world.playUntil(next.at);
    next.begin();
  }
  world.playUntil(now);
}

function stopLater(
  world: World,
  run: RunState,
  at: number,
  { after, status }: NonNullable<Past['stopped']>,
  begun: { readonly at: number; readonly begin: () => void }[],
): void {
  const then = at + after / world.speed;
  begun.push({ at: then, begin: () => world.setStatus(run, status, then) });
}

function takeFirst<T extends { readonly at: number }>(rows: T[]): T | undefined {
  rows.sort((a, b) => a.at - b.at);
  return rows.shift();
}

/** The script for a new run of one of the demo's missions; a run of any other mission is somebody else's to work. */
export function scriptFor(missionId: string, run: number) {
  const missionIndex = scenarios.findIndex((scenario) => scenario.missionId === missionId);
  const scenario = scenarios[missionIndex];
  // Every fourth fails, so that a demo shows that too.
  const ending: Ending = run % 4 === 3 ? 'failed' : 'succeeded';
  return scenario && work(scenario, ending, createRandom(seedOf(missionIndex, run + 100)));
}

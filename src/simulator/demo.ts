import { createRandom, work, type Beat, type Ending } from './agent';
import { createIds } from './ids';
import { workOwn } from './ownMissions';
import type { Scenario } from './scenario';
import { scenarios } from './scenarios';
import type { MissionState, RunState, World } from './world';

const runIdSeed = 0x5b1f0c1e;
const hour = 3_600_000;
const day = 24 * hour;

/** A run of the past. */
type Past = {
  /** How long ago it began (ms), or so that it has half of its time behind it. */
  readonly ago: number | 'half';
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
    { ago: 'half' },
  ],
  [
    { ago: 2 * day + 8 * hour },
    { ago: day + 8 * hour },
    { ago: 3 * hour, stopped: { after: 62_000, status: 'paused' } },
  ],
  [{ ago: 3 * day }, { ago: 30 * hour, ending: 'failed' }, { ago: 6 * hour, ending: 'leftBehind' }],
  [{ ago: 5 * day }, { ago: 2 * day, ending: 'failed' }, { ago: 20 * hour }],
  // Cancelled before there was a plan.
  [{ ago: 9 * day }, { ago: 2 * day, stopped: { after: 900, status: 'cancelled' } }],
  [],
];

const randomFor = (world: World, missionIndex: number, runIndex: number) =>
  createRandom(Math.imul(world.seed, 0x9e3779b1) + 1000 * missionIndex + runIndex);

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

/** The six missions of the demo account, with their history, as of the world's clock. Agents have worked at speed 1. */
export function populate(world: World): void {
  const now = world.clock();
  // Always the same: what VS Code has kept open of the demo account is there again.
  const newId = createIds(runIdSeed);
  const begun: { readonly at: number; readonly begin: () => void }[] = [];
  scenarios.forEach((scenario, missionIndex) => {
    const mission = addMission(world, scenario, now - 30 * day + missionIndex * day);
    pasts[missionIndex]?.forEach((past, runIndex) => {
      const agent = () => work(scenario, past.ending ?? 'succeeded', randomFor(world, missionIndex, runIndex));
      const at = now - (past.ago === 'half' ? Math.round(durationOf(agent()) / 2) : past.ago);
      const runId = newId();
      begun.push({
        at,
        begin: () => {
          const run = world.addRun(mission, at, { input: scenario.input }, { beats: agent(), runId });
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
  const then = at + after;
  begun.push({ at: then, begin: () => world.setStatus(run, status, then) });
}

function takeFirst<T extends { readonly at: number }>(rows: T[]): T | undefined {
  rows.sort((a, b) => a.at - b.at);
  return rows.shift();
}

/**
 * The script for the next run of a mission of the demo. A run of any other mission is somebody else's to work, unless
 * the demo's agent takes those as well.
 */
export function scriptFor(world: World, mission: MissionState): Generator<Beat> | undefined {
  const { row, runs } = mission;
  const missionIndex = scenarios.findIndex((scenario) => scenario.missionId === row.mission_id);
  const scenario = scenarios[missionIndex];
  // Every fourth fails, so that a demo shows that too.
  const ending: Ending = runs.length % 4 === 3 ? 'failed' : 'succeeded';
  const random = randomFor(world, missionIndex, runs.length + 100);
  if (scenario) return work(scenario, ending, random);
  return world.worksOwnMissions ? workOwn(mission, random) : undefined;
}

/** In ms, at speed 1. */
function durationOf(beats: Iterable<Beat>): number {
  let sum = 0;
  for (const { wait } of beats) sum += wait;
  return sum;
}

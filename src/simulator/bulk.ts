import type { MissionState, RunState, RunStatus, World } from './world';

/** How much of what to add. */
export type Bulk = {
  /** So many missions, each a second younger than the one before. */
  readonly missions?: number;
  readonly runs?: {
    readonly count: number;
    /** The mission that gets them; the newest one, made where there is none, if absent. */
    readonly missionId?: string;
    /** `running` where absent. */
    readonly status?: RunStatus;
    /** How many steps the plan of each has; the first half of them is completed. 0 where absent. */
    readonly steps?: number;
  };
  readonly events?: {
    readonly count: number;
    /** The run that gets them; the newest one if absent. */
    readonly runId?: string;
    /** Time (ms) between two of them, 100 where absent. The last one happens now. */
    readonly apartMs?: number;
  };
};

/** The ids of what is new, oldest first. */
export type Seeded = { readonly missionIds: readonly string[]; readonly runIds: readonly string[] };

/** Cheaply adds a lot: missions first, then runs, then events. No script works any of it. */
export function seedBulk(world: World, { missions = 0, runs, events }: Bulk): Seeded {
  const newMissions = world.seedMissions(missions);
  const newRuns = runs ? seedRuns(world, runs) : [];
  if (events) world.seedEvents(runFor(world, events.runId), events.count, events.apartMs);
  return {
    missionIds: newMissions.map(({ row }) => row.mission_id),
    runIds: newRuns.map(({ row }) => row.run_id),
  };
}

function missionFor(world: World, missionId: string | undefined): MissionState {
  const known = missionId === undefined ? world.missions.at(-1) : world.mission(missionId);
  if (known) return known;
  if (missionId !== undefined) throw new Error(`There is no mission ${missionId}`);
  return world.addMission({ name: 'Seeded mission', execution_mode: 'external' }, world.clock());
}

function runFor(world: World, runId: string | undefined): RunState {
  const known = runId === undefined ? world.runs.at(-1) : world.runById(runId);
  if (!known) throw new Error(`There is no run ${runId ?? 'at all'}`);
  return known;
}

function seedRuns(world: World, { count, missionId, status = 'running', steps = 0 }: NonNullable<Bulk['runs']>) {
  const runs = world.seedRuns(missionFor(world, missionId), count, status);
  const now = world.clock();
  const plan = Array.from({ length: steps }, (_, i) => ({
    step_id: `step_${i + 1}`,
    description: `Step ${i + 1}`,
    sequence: i + 1,
  }));
  for (const run of steps > 0 ? runs : []) {
    world.addSteps(run, plan, now);
    for (const { step_id: stepId } of plan.slice(0, steps >> 1)) world.setStep(run, stepId, 'completed', now);
  }
  return runs;
}

import type { World } from '../../src/simulator/world';

const day = 24 * 3_600_000;
const nights = 40;
const plan = [
  { step_id: 'prepare', description: 'Read the list of stores', sequence: 1 },
  { step_id: 'call', description: 'Call the stores', sequence: 2 },
  { step_id: 'north', parent_step_id: 'call', description: 'Stores in the north', sequence: 3 },
  { step_id: 'south', parent_step_id: 'call', description: 'Stores in the south', sequence: 4 },
  { step_id: 'compare', description: 'Compare the answers with the catalog', sequence: 5 },
  { step_id: 'report', description: 'Send the report', sequence: 6 },
];
/** About how long each of them takes (s); that with steps of its own as long as these. */
const durations = [20, 0, 240, 180, 45, 15];

/** Which step of the run of so many nights ago fails, and by what. */
function failureOf(night: number): readonly [stepId: string, error: string] | undefined {
  if (night % 9 === 4) return ['south', `Store ${200 + night} didn't answer: HTTP 504 after ${20 + (night % 7)}.4 s`];
  if (night % 17 === 6) return ['report', `The mailbox report-${night}@example.com is full`];
  return undefined;
}

/** A mission that was run every night, for pictures of its history: most runs succeed, and take longer of late. */
export function addNightlyRuns(world: World): void {
  const now = world.clock();
  const definition = { name: 'Nightly store audit', execution_mode: 'external' } as const;
  const mission = world.addMission(definition, now - (nights + 1) * day);
  for (let night = nights; night >= 1; night--) {
    const start = now - night * day + (night % 5) * 60_000;
    const run = world.addRun(mission, start, {});
    const failure = failureOf(night);
    let time = start + 2000;
    world.setStatus(run, 'running', time);
    world.addSteps(run, plan, time);
    for (const [place, { step_id: stepId }] of plan.entries()) {
      const seconds = durations[place] ?? 0;
      world.setStep(run, stepId, 'in_progress', time);
      if (seconds === 0) continue;
      time += seconds * (600 + ((night * 37 + place * 53) % 900) + (night < 10 ? 400 : 0));
      const isFailed = failure?.[0] === stepId;
      world.setStep(run, stepId, isFailed ? 'failed' : 'completed', time);
      if (stepId === 'south' || isFailed) world.setStep(run, 'call', isFailed ? 'failed' : 'completed', time);
      if (isFailed) break;
    }
    if (failure) world.setStatus(run, 'failed', time, { error: failure[1] });
    else {
      const answered = 40 - (night % 4);
      world.setStatus(run, 'succeeded', time, {
        result_summary: `${answered} of 40 stores answered`,
        result_payload: { answered, open_on_sunday: 12 + (night % 3), cheapest: `Store ${201 + (night % 7)}` },
      });
    }
  }
}

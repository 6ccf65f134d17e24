import fc from 'fast-check';
import { schedules, type Schedule } from './schedule';
import { play, type Report } from './world';

/** A schedule in which something went wrong, as small as it could be made. */
export type Failure = { readonly seed: number; readonly schedule: Schedule; readonly report: Report };

/** Smaller schedules that are tried after one that went wrong. */
const mostTries = 400;

/**
 * Plays the schedule of one seed.
 * @param spoil makes the product a worse one, see `spoilt.ts`.
 */
export async function checkSeed(seed: number, tries = mostTries): Promise<Failure | undefined> {
  let played = 0;
  const property = fc.asyncProperty(schedules, async (schedule) => {
    if (++played > tries + 1) return true;
    return (await play(schedule)).faults.length === 0;
  });
  const { counterexample } = await fc.check(property, { seed, numRuns: 1 });
  const [schedule] = counterexample ?? [];
  return schedule && { seed, schedule, report: await play(schedule) };
}

/** The failures among the schedules of so many seeds, from one on. */
export async function checkSeeds(
  first: number,
  count: number,
  onFailure: (failure: Failure) => void,
  onProgress: (done: number) => void = () => undefined,
  tries = mostTries,
): Promise<number> {
  let failures = 0;
  for (let done = 0; done < count; done++) {
    if (done % 1000 === 0) onProgress(done);
    const failure = await checkSeed(first + done, tries);
    if (!failure) continue;
    failures++;
    onFailure(failure);
  }
  return failures;
}

/** For people: what was wrong, how it came to that, and how to see it again. */
export function told({ seed, schedule, report }: Failure): string {
  return [
    `seed ${seed}:`,
    ...report.faults.map((fault) => `  ✗ ${fault}`),
    ...report.story.map((line) => `  ${line}`),
    `  ${JSON.stringify(schedule)}`,
    `  npm run model-check -- --seed ${seed} --runs 1`,
  ].join('\n');
}

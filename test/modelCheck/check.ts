import fc from 'fast-check';
import * as acts from './schedule';
import * as actsWorld from './world';
import * as watching from './watching/schedule';
import * as watchingWorld from './watching/world';

type Report = actsWorld.Report;
/** Schedules of chance, and what comes of each. */
type Checked<S> = {
  readonly name: string;
  readonly schedules: fc.Arbitrary<S>;
  readonly play: (schedule: S) => Promise<Report>;
};

/** A schedule in which something went wrong, as small as it could be made. */
type Failure = { readonly seed: number; readonly schedule: unknown; readonly report: Report };

export const checks = {
  acts: createCheck({ name: 'acts', schedules: acts.schedules, play: actsWorld.play }),
  watching: createCheck({ name: 'watching', schedules: watching.schedules, play: watchingWorld.play }),
};

/** Smaller schedules that are tried after one that went wrong. */
const mostTries = 400;

function createCheck<S>({ name, schedules, play }: Checked<S>) {
  /** Plays the schedule of one seed; where that goes wrong, looks for a smaller one that does. */
  async function checkSeed(seed: number, tries: number): Promise<Failure | undefined> {
    let played = 0;
    /** What went wrong at first: a smaller schedule in which something else does is another matter. */
    let first: ReadonlySet<string> | undefined;
    const property = fc.asyncProperty(schedules, async (schedule) => {
      if (++played > tries + 1) return true;
      const { faults } = await play(schedule);
      first ??= new Set(faults);
      return !faults.some((fault) => first?.has(fault));
    });
    const { counterexample } = await fc.check(property, { seed, numRuns: 1 });
    const [schedule] = counterexample ?? [];
    return schedule && { seed, schedule, report: await play(schedule) };
  }

  return {
    /** Tells of the failures among the schedules of so many seeds, from one on, and counts them. */
    async checkSeeds(
      first: number,
      count: number,
      onFailure: (told: string) => void,
      onProgress: (done: number) => void = () => undefined,
      tries = mostTries,
    ): Promise<number> {
      let failures = 0;
      for (let done = 0; done < count; done++) {
        if (done % 1000 === 0) onProgress(done);
        const failure = await checkSeed(first + done, tries);
        if (!failure) continue;
        failures++;
        onFailure(told(name, failure));
      }
      return failures;
    },
  };
}

/** For people: what was wrong, how it came to that, and how to see it again. */
function told(name: string, { seed, schedule, report }: Failure): string {
  return [
    `seed ${seed}:`,
    ...report.faults.map((fault) => `  ✗ ${fault}`),
    ...report.story.map((line) => `  ${line}`),
    `  ${JSON.stringify(schedule)}`,
    `  npm run model-check -- --of ${name} --seed ${seed} --runs 1`,
  ].join('\n');
}

import { parseArgs } from 'node:util';
import { checks } from './check';

/**
 * `npm run model-check -- --of acts|watching --seed <number> --runs <number> --tries <number>`: as many schedules, of that
 * seed and the next ones; `tries` is how many smaller ones are looked at after one that went wrong.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { of: { type: 'string' }, seed: { type: 'string' }, runs: { type: 'string' }, tries: { type: 'string' } },
  });
  const [seed, runs] = [Number(values.seed ?? 1), Number(values.runs ?? 100_000)];
  const start = performance.now();
  const failures = await checks[values.of === 'watching' ? 'watching' : 'acts'].checkSeeds(
    seed,
    runs,
    (failure) => console.log(failure),
    (done) => console.log(`${done} schedules, ${Math.round((performance.now() - start) / 1000)} s`),
    values.tries === undefined ? undefined : Number(values.tries),
  );
  console.log(`${runs} schedules, seeds ${seed} to ${seed + runs - 1}: ${failures} failed`);
  process.exitCode = failures > 0 ? 1 : 0;
}

await main();

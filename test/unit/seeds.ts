import fc from 'fast-check';

/**
 * The same cases each time, so that a test fails because of a change and for no other reason. `SEED=<number>` tries
 * others, and so does `SEED=random`.
 */
const { SEED: seed = '20261126' } = process.env;
if (seed !== 'random') fc.configureGlobal({ seed: Number(seed) });

import { expect, it } from 'vitest';
import { checkSeeds, told } from '../modelCheck/check';

const { SEED: seed = '1' } = process.env;

it('keeps acts honest, each in its account and each once, in 1,000 schedules of chance', async () => {
  const failures: string[] = [];
  await checkSeeds(seed === 'random' ? Date.now() : Number(seed), 1000, (failure) => failures.push(told(failure)));
  expect(failures.join('\n\n')).toBe('');
  // Only bounds a hang.
}, 120_000);

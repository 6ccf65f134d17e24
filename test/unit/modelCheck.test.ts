import { expect, it } from 'vitest';
import { checks } from '../modelCheck/check';

const { SEED: seed = '1' } = process.env;
const first = seed === 'random' ? Date.now() : Number(seed);

async function failuresOf(check: keyof typeof checks): Promise<string> {
  const failures: string[] = [];
  await checks[check].checkSeeds(first, 1000, (failure) => failures.push(failure));
  return failures.join('\n\n');
}

// The time limit only bounds a hang.

it('keeps acts honest, each in its account and each once, in 1,000 schedules of chance', async () => {
  expect(await failuresOf('acts')).toBe('');
}, 120_000);

it('shows what is there, or that it does not know, in 1,000 schedules of what others do and servers answer', async () => {
  expect(await failuresOf('watching')).toBe('');
}, 120_000);

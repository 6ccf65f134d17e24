import { spawn } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../../harness/project';
import { SimulatorClient } from '../../harness/simulatorClient';

/** Runs the command; where it prints an address, asks it for missions and ends it as Ctrl+C does. */
function run(...words: string[]): Promise<{ code: number | null; out: string; err: string; missions?: unknown }> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'test/harness/simulator.ts', ...words], {
    cwd: projectRoot,
  });
  let out = '';
  let err = '';
  let missions: unknown;
  child.stderr.on('data', (chunk) => (err += String(chunk)));
  child.stdout.on('data', (chunk) => {
    out += String(chunk);
    if (!/^http\S+\n/.test(out)) return;
    void new SimulatorClient(out.trim())
      .count('')
      .then((count) => (missions = count))
      .finally(() => child.kill('SIGINT'));
  });
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, out, err, missions })));
}

describe('npm run simulator', () => {
  it.each([
    [['--port', '0'], 6],
    [['--order', 'oldest', '--speed', '10', '--empty'], 0],
  ])(
    '%j prints its address on one line, answers, and ends with Ctrl+C',
    async (words, missions) => {
      const ended = await run(...words);
      expect(ended).toMatchObject({ code: 0, err: '', missions });
      expect(ended.out).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/v2\n$/);
    },
    20_000,
  );

  it.each([
    [['--order', 'odd'], '--order is newest, oldest or unordered, not "odd".'],
    [['--port', 'x'], '--port is a number from 0 to 65535, not "x".'],
    [['--speed', '0'], '--speed is a number above 0, not "0".'],
    [['--nonsense'], "Unknown option '--nonsense'"],
  ])(
    '%j is refused with a reason, and exit 2',
    async (words, reason) => {
      const { code, out, err } = await run(...words);
      expect([code, out]).toEqual([2, '']);
      expect(err).toContain(reason);
      expect(err).toContain('npm run simulator');
    },
    20_000,
  );

  it('tells how it is used', async () => {
    const { code, out, err } = await run('--help');
    expect([code, err]).toEqual([0, '']);
    for (const word of ['--port', '--order', '--speed', '--empty', 'KEY_DEMO']) expect(out).toContain(word);
  }, 20_000);
});

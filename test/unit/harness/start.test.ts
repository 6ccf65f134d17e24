import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { projectRoot } from '../../harness/project';

const folder = mkdtempSync(path.join(os.tmpdir(), 'missions-start-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs what `npm start` runs; it ends by itself where it refuses. */
function start(words: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const args = ['--import', 'tsx', 'test/harness/start.ts', '--no-open', ...words];
  const options = { cwd: projectRoot, env: { ...process.env, ...env }, timeout: 15_000 };
  return new Promise<{ readonly code: unknown; readonly out: string; readonly err: string }>((resolve) =>
    execFile(process.execPath, args, options, (error, out, err) => resolve({ code: error?.code, out, err })),
  );
}

describe('npm start', () => {
  it('names a home that cannot be written at once, before anything is built', async () => {
    const home = path.join(folder, 'home');
    // A file: not even an administrator can write into it.
    writeFileSync(home, '');
    const { code, out, err } = await start([], { HOME: home, USERPROFILE: home });
    expect([code, out]).toEqual([1, '']);
    expect(err).toBe(
      `The home folder, ${home}, cannot be written (ENOTDIR: not a directory). ` +
        'VS Code keeps files of its own there. Set HOME to a folder that can be written.\n',
    );
  }, 20_000);

  it('names a home that is not there', async () => {
    const home = path.join(folder, 'nowhere');
    const { code, err } = await start([], { HOME: home, USERPROFILE: home });
    expect(code).toBe(1);
    expect(err).toContain(`The home folder, ${home}, cannot be written (ENOENT`);
  }, 20_000);

  it.each(['with # in it', 'with ? in it'])(
    'refuses a folder %s with a word',
    async (name) => {
      const odd = path.join(folder, name);
      mkdirSync(odd);
      const { code, out, err } = await start([odd]);
      expect([code, out]).toEqual([1, '']);
      expect(err).toContain(`The path ${odd} has a “#” or “?” in it`);
    },
    20_000,
  );
});

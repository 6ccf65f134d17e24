/** `npm run test:desktop`: the host suite in desktop VS Code, downloaded or named by VSCODE_EXECUTABLE_PATH. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { downloadAndUnzipVSCode, runTests } from '@vscode/test-electron';
import { runHostSuite, suiteOptions } from './hostSuite';
import { build, projectRoot } from './project';

/** The desktop VS Code to test in, or what to do where there is none. */
async function findDesktop(): Promise<string> {
  if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY)
    throw new Error('Desktop VS Code needs a display. Run "xvfb-run -a npm run test:desktop".');
  const named = process.env.VSCODE_EXECUTABLE_PATH;
  if (named) return named;
  try {
    return await downloadAndUnzipVSCode({ cachePath: path.join(projectRoot, '.vscode-test') });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(
      `Desktop VS Code could not be downloaded (${why}). Name one: VSCODE_EXECUTABLE_PATH=… npm run test:desktop`,
    );
  }
}

async function main(): Promise<void> {
  const vscodeExecutablePath = await findDesktop();
  build('--production');
  // Its own settings and extensions must neither change the outcome nor be changed.
  const state = mkdtempSync(path.join(os.tmpdir(), 'missions-desktop-'));
  const folder = path.join(state, 'folder');
  mkdirSync(folder);
  try {
    const result = await runHostSuite('desktop', suiteOptions(), {
      start: async (suitePath) => {
        await runTests({
          vscodeExecutablePath,
          extensionDevelopmentPath: projectRoot,
          extensionTestsPath: suitePath,
          launchArgs: [
            folder,
            `--user-data-dir=${path.join(state, 'user')}`,
            `--extensions-dir=${path.join(state, 'extensions')}`,
          ],
        });
      },
    });
    process.exitCode = result.failed > 0 || result.passed === 0 ? 1 : 0;
  } finally {
    rmSync(state, { recursive: true, force: true, maxRetries: 5 });
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});

/** `npm start`: a real VS Code with the extension in it and the demo account switched on. */
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { downloadAndUnzipVSCode } from '@vscode/test-electron';
import { build, projectRoot } from './project';
import { startServedVsCode } from './servedVsCode';

const usage = `npm start -- [options] [folder]

Builds the extension and opens a real VS Code with it, in the demo account, on the folder (or on an empty one).

  --desktop   desktop VS Code instead of a served one: the "code" command, else a download
  --no-open   print the address and do not open it`;

const settings = { 'missions.startInDemoAccount': true };

function fail(problem: string): never {
  console.error(`${problem}\n\n${usage}`);
  process.exit(2);
}

function options() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        desktop: { type: 'boolean', default: process.platform === 'win32' },
        'no-open': { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    return fail(error instanceof Error ? error.message : String(error));
  }
}

function hasDisplay(): boolean {
  if (process.env['CI']) return false;
  return process.platform !== 'linux' || Boolean(process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY']);
}

function openAddress(url: string): void {
  const opener = process.platform === 'darwin' ? 'open' : 'xdg-open';
  // Where there is none, the address on the terminal is enough.
  spawn(opener, [url], { stdio: 'ignore', detached: true })
    .on('error', () => undefined)
    .unref();
}

async function startDesktop(folder: string, state: string): Promise<void> {
  mkdirSync(path.join(state, 'User'), { recursive: true });
  writeFileSync(path.join(state, 'User', 'settings.json'), JSON.stringify(settings));
  const args = [
    folder,
    `--extensionDevelopmentPath=${projectRoot}`,
    `--user-data-dir=${state}`,
    '--new-window',
    '--wait',
  ];
  try {
    execFileSync('code', args, { stdio: 'inherit', shell: process.platform === 'win32' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    execFileSync(await downloadAndUnzipVSCode(), args, { stdio: 'inherit' });
  }
}

async function main(): Promise<void> {
  const { values, positionals } = options();
  if (values.help) {
    console.log(usage);
    return;
  }
  const [given] = positionals;
  if (given !== undefined && !existsSync(given)) fail(`There is no folder ${given}.`);
  build();
  const state = mkdtempSync(path.join(os.tmpdir(), 'missions-start-'));
  const folder = given ? path.resolve(given) : path.join(state, 'missions');
  mkdirSync(folder, { recursive: true });
  const tidy = () => rmSync(state, { recursive: true, force: true, maxRetries: 3 });
  if (values.desktop) {
    await startDesktop(folder, path.join(state, 'data'));
    tidy();
    return;
  }
  const served = await startServedVsCode(settings);
  const url = served.url(folder, [['extensionDevelopmentPath', served.remote(projectRoot)]]);
  console.log(`\nVS Code with Missions for Telnyx is at\n\n  ${url}\n\nCtrl+C ends it.`);
  if (hasDisplay() && !values['no-open']) openAddress(url);
  const end = () => {
    void served.close().then(() => {
      tidy();
      process.exit(0);
    });
  };
  process.on('SIGINT', end);
  process.on('SIGTERM', end);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});

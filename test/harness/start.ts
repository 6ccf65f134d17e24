/** `npm start`: a real VS Code with the extension in it and the demo account switched on. */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { downloadAndUnzipVSCode } from '@vscode/test-electron';
import { groundProblem } from './ground';
import { installFromFolder, installOpener, writeSample } from './firstMinute';
import { build, isBuilt, projectRoot } from './project';
import { quietSettings, startServedVsCode } from './servedVsCode';

const usage = `npm start -- [options] [folder]

Builds the extension and opens a real VS Code with it, in the demo account, on the folder (or on one with a sample).

  --desktop   desktop VS Code instead of a served one: the "code" command, else a download
  --no-open   print the address and do not open it
  --help      this text`;

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
  if (process.env.CI) return false;
  return process.platform !== 'linux' || Boolean(process.env.DISPLAY ?? process.env.WAYLAND_DISPLAY);
}

function openAddress(url: string): void {
  const opener = process.platform === 'darwin' ? 'open' : 'xdg-open';
  // Where there is none, the address on the terminal is enough.
  spawn(opener, [url], { stdio: 'ignore', detached: true })
    .on('error', () => undefined)
    .unref();
}

/** Runs desktop VS Code until its window is closed. Rejects with `ENOENT` where there is no such command. */
function runDesktop(command: string, args: readonly string[]): Promise<void> {
  // On Windows `code` is a script, which runs in a shell only.
  const shell = process.platform === 'win32';
  const quoted = (text: string) => (shell ? `"${text}"` : text);
  return new Promise((resolve, reject) => {
    spawn(quoted(command), args.map(quoted), { stdio: 'inherit', shell })
      .on('error', reject)
      .on('exit', (code) => {
        if (code === 0 || code === null) resolve();
        else reject(new Error(`${path.basename(command)} ended with code ${code}.`));
      });
  });
}

/** Whether the shell finds `code`: tried without opening anything. */
function hasCode(): Promise<boolean> {
  return new Promise((resolve) => {
    spawn('code', ['--version'], { stdio: 'ignore', shell: process.platform === 'win32' })
      .on('error', () => resolve(false))
      .on('exit', (code) => resolve(code === 0));
  });
}

async function download(): Promise<string> {
  try {
    return await downloadAndUnzipVSCode({ cachePath: path.join(projectRoot, '.vscode-test') });
  } catch (error) {
    throw new Error('There is no "code" command, and VS Code could not be downloaded.', { cause: error });
  }
}

async function startDesktop(folder: string | undefined): Promise<void> {
  const command = (await hasCode()) ? 'code' : await download();
  const state = mkdtempSync(path.join(os.tmpdir(), 'missions-desktop-'));
  try {
    const project = path.join(state, 'project');
    const user = path.join(state, 'user');
    const extensions = path.join(state, 'extensions');
    mkdirSync(project);
    writeSample(project);
    installOpener(extensions);
    mkdirSync(path.join(user, 'User'), { recursive: true });
    writeFileSync(path.join(user, 'User', 'settings.json'), JSON.stringify({ ...quietSettings, ...settings }));
    console.log('Desktop VS Code opens. Close its window to end.');
    await runDesktop(command, [
      folder ?? project,
      `--extensionDevelopmentPath=${projectRoot}`,
      `--user-data-dir=${user}`,
      `--extensions-dir=${extensions}`,
      '--new-window',
      '--wait',
    ]);
  } finally {
    rmSync(state, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function startServed(folder: string | undefined, open: boolean): Promise<void> {
  const served = await startServedVsCode(settings, folder, {
    install(extensions) {
      installFromFolder(extensions);
      installOpener(extensions);
    },
  });
  // Nothing is written into a folder of the person's.
  if (folder === undefined) writeSample(served.folder);
  console.log(`\nVS Code with Missions for Telnyx is at\n\n  ${served.address}\n\nCtrl+C ends it.`);
  if (open) openAddress(served.address);
  const end = { asked: false };
  const onSignal = () => {
    // Who is in a hurry asks twice.
    if (end.asked) process.exit(130);
    end.asked = true;
    void served.close();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);
  await served.ended;
  if (!end.asked) throw new Error('VS Code’s server has ended by itself. See out/vscode-server.log.');
  // Removes what it kept.
  await served.close();
}

async function main(): Promise<void> {
  const { values, positionals } = options();
  if (values.help) {
    console.log(usage);
    return;
  }
  const [given, ...more] = positionals;
  if (more.length > 0) fail(`There is one folder at most, not ${positionals.length}.`);
  if (given !== undefined && !statSync(given, { throwIfNoEntry: false })?.isDirectory())
    fail(`There is no folder ${given}.`);
  const problem = groundProblem({ folder: given, served: !values.desktop });
  if (problem !== undefined) throw new Error(problem);
  if (!isBuilt) build();
  const folder = given === undefined ? undefined : path.resolve(given);
  if (values.desktop) await startDesktop(folder);
  else await startServed(folder, hasDisplay() && !values['no-open']);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});

import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { outFolder, projectRoot } from './project';

/** `code-server` on npm carries VS Code's own server and workbench; 4.139.1 is VS Code 1.139.1. */
const codeServerVersion = '4.139.1';
/** The Node that it needs, from npm as well: it may be newer than the one that runs the tests. */
const nodePackage = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;

const cache = path.join(projectRoot, '.vscode-test', 'served');
const marker = path.join(cache, `complete-${codeServerVersion}`);
const vscodeFolder = path.join(cache, 'node_modules', 'code-server', 'lib', 'vscode');

export type Served = {
  /** The address of the workbench; `payload` goes to VS Code as it is. */
  url(folder: string, payload: readonly (readonly [string, string])[]): string;
  /** For `payload`: a path of this computer as VS Code's server calls it. */
  remote(path: string): string;
  /** Changes settings while it runs. */
  configure(settings: Readonly<Record<string, unknown>>): void;
  close(): Promise<void>;
};

function npm(args: readonly string[], cwd: string): void {
  const command = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  execFileSync(command, [...args, ...quiet], { cwd, stdio: ['ignore', 'ignore', 'inherit'] });
}

/** Installs the served VS Code into `.vscode-test/` where it is not there yet: about 20 s, no compiler. */
export function installServedVsCode(): void {
  if (existsSync(marker)) return;
  process.stderr.write(`Installing VS Code (code-server ${codeServerVersion}) into .vscode-test/ …\n`);
  rmSync(cache, { recursive: true, force: true });
  mkdirSync(cache, { recursive: true });
  writeFileSync(path.join(cache, 'package.json'), '{ "name": "served-vscode", "private": true }\n');
  npm(['install', `${nodePackage}@24`, `code-server@${codeServerVersion}`], cache);
  npm(['install', '--omit=dev'], vscodeFolder);
  npm(['install', '--omit=dev'], path.join(vscodeFolder, 'extensions'));
  writeFileSync(marker, '');
}

const quietSettings = {
  'workbench.startupEditor': 'none',
  'chat.disableAIFeatures': true,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.tips.enabled': false,
  'workbench.enableExperiments': false,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'git.enabled': false,
  'window.commandCenter': false,
  'security.workspace.trust.enabled': false,
};

/** Starts VS Code's server on a free port of this computer, with fresh folders that go when it is closed. */
export async function startServedVsCode(settings: Readonly<Record<string, unknown>> = {}): Promise<Served> {
  installServedVsCode();
  const state = mkdtempSync(path.join(os.tmpdir(), 'missions-vscode-'));
  const write = (more: Readonly<Record<string, unknown>>) => {
    for (const scope of ['User', 'Machine']) {
      const folder = path.join(state, 'user', scope);
      mkdirSync(folder, { recursive: true });
      writeFileSync(
        path.join(folder, 'settings.json'),
        JSON.stringify({ ...quietSettings, ...settings, ...more }, null, 2),
      );
    }
  };
  write({});
  mkdirSync(outFolder, { recursive: true });
  const extension = process.platform === 'win32' ? '.exe' : '';
  const node = path.join(cache, 'node_modules', nodePackage, 'bin', `node${extension}`);
  const child = spawn(node, [path.join(projectRoot, 'test', 'harness', 'serverMain.mjs'), vscodeFolder, state], {
    // Its unbuilt native parts complain at length; what it says is kept for when something is wrong.
    stdio: ['pipe', 'pipe', openSync(path.join(outFolder, 'vscode-server.log'), 'w')],
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  const port = await firstPort(child);
  const authority = `127.0.0.1:${port}`;
  const remote = (file: string) => `vscode-remote://${authority}${path.posix.resolve('/', file.replaceAll('\\', '/'))}`;
  return {
    url(folder, payload) {
      const query = new URLSearchParams({ folder, payload: JSON.stringify(payload) });
      return `http://${authority}/?${query.toString()}`;
    },
    remote,
    configure: write,
    async close() {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.stdin?.end();
      const late = setTimeout(() => child.kill('SIGKILL'), 3000);
      await ended;
      clearTimeout(late);
      rmSync(state, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

function firstPort(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`VS Code's server ended at once (code ${code})`)));
    if (!child.stdout) throw new Error('no output to read the port from');
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (/^\d+$/.test(line)) resolve(Number(line));
    });
  });
}

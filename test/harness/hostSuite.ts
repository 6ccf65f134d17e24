import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import esbuild from 'esbuild';
import { outFolder, projectRoot } from './project';
import { serveTestWorld, type Report } from './testWorld';

/** Which tests are run, and in which order. */
export type SuiteOptions = {
  /** Only the tests whose full title contains this; where there are none, those that it matches as a pattern. */
  readonly grep?: string;
  /** Shuffles suites and tests, in the same way for the same seed. Without it they run as they are written. */
  readonly seed?: number;
};

export type SuiteResult = { readonly passed: number; readonly failed: number };

/** Where the suite of a layer is bundled to. Each layer has its own, so that several run side by side. */
const suitePathOf = (layer: string) => path.join(outFolder, 'host', layer, 'index.js');

/** Bundles `test/host/*.test.ts` into one CommonJS file that any extension host can load. */
function bundleOptions(layer: string, worldUrl: string, { grep = '', seed }: SuiteOptions): esbuild.BuildOptions {
  const folder = path.join(projectRoot, 'test', 'host');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.test.ts'))
    .sort();
  // Test files are loaded after mocha has put up `describe` and `it`.
  const requires = files.map((file) => `require(${JSON.stringify(`./${file.replaceAll('\\', '/')}`)});`).join(' ');
  return {
    stdin: {
      contents: `globalThis.__defineTests__ = () => { ${requires} }; module.exports = require('./run.ts');`,
      resolveDir: folder,
      loader: 'js',
    },
    outfile: suitePathOf(layer),
    bundle: true,
    format: 'cjs',
    platform: 'browser',
    target: 'es2022',
    sourcemap: 'inline',
    external: ['vscode'],
    define: {
      __WORLD_URL__: JSON.stringify(worldUrl),
      __GREP__: JSON.stringify(grep),
      __SEED__: seed === undefined ? 'undefined' : String(seed),
      global: 'globalThis',
    },
    // mocha's build for browsers looks for its options in the page's address.
    banner: { js: "globalThis.location ??= { search: '' };" },
    logLevel: 'warning',
  };
}

/**
 * What the command line asks for: `--web`; `--grep <text>` for some of the tests only; `--seed <number>` for another
 * order; `--serve` for a VS Code that is started by somebody else. Ends on anything else.
 */
export function suiteOptions(): SuiteOptions & { readonly web: boolean; readonly serve: boolean } {
  try {
    const { web, serve, grep, seed } = parseArgs({
      options: {
        web: { type: 'boolean', default: false },
        serve: { type: 'boolean', default: false },
        grep: { type: 'string', default: '' },
        seed: { type: 'string' },
      },
    }).values;
    if (seed === undefined) return { web, serve, grep };
    if (!/^\d{1,9}$/.test(seed)) throw new Error(`--seed takes a whole number of at most nine digits, not "${seed}"`);
    return { web, serve, grep, seed: Number(seed) };
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exit(2);
  }
}

/** Prints what a suite reports, and counts it. `describeFailure` says where to look at a test that failed. */
function createReporter(order: string, describeFailure: (title: string) => Promise<string>) {
  const counts = { passed: 0, failed: 0 };
  const failures: string[] = [];
  let ended = false;
  return {
    counts,
    failures,
    hasEnded: () => ended,
    onReport: async (report: Report): Promise<void> => {
      switch (report.kind) {
        case 'start':
          Object.assign(counts, { passed: 0, failed: 0 });
          failures.length = 0;
          ended = false;
          return;
        case 'pass':
          counts.passed++;
          console.log(`  ✓ ${report.title}${report.ms > 300 ? ` (${report.ms} ms)` : ''}`);
          return;
        case 'fail': {
          counts.failed++;
          const failure = [report.title + order, report.error, await describeFailure(report.title)].join('\n');
          failures.push(failure);
          console.log(`  ✗ ${failure.replaceAll('\n', '\n      ')}`);
          return;
        }
        case 'skip':
          console.log(`  - ${report.title}`);
          return;
        case 'say':
          console.log(`    ${report.text}`);
          return;
        case 'end':
          ended = true;
          return;
      }
    },
  };
}

type Start = {
  /** Opens a VS Code on the bundle. Resolves when that has ended. */
  readonly start: (suitePath: string) => Promise<void>;
  /** Says where to look at a test that has just failed; it may take a screenshot. */
  readonly describeFailure?: (title: string) => Promise<string>;
};

/** Bundles and runs the suite. Several layers may run at once. */
export async function runHostSuite(
  layer: string,
  options: SuiteOptions,
  { start, describeFailure = () => Promise.resolve('') }: Start,
): Promise<SuiteResult> {
  const order = options.seed === undefined ? '' : ` (seed ${options.seed})`;
  const { counts, failures, hasEnded, onReport } = createReporter(order, describeFailure);
  const world = await serveTestWorld(onReport);
  if (order) console.log(`${layer}: shuffled${order}`);
  try {
    await esbuild.build(bundleOptions(layer, world.url, options));
    await start(suitePathOf(layer));
  } catch (error) {
    if (!hasEnded()) throw error;
  } finally {
    await world.close();
    if (!hasEnded()) counts.failed++;
    mkdirSync(path.join(outFolder, 'results'), { recursive: true });
    writeFileSync(path.join(outFolder, 'results', `${layer}.json`), JSON.stringify({ ...counts, failures }));
    const sum = `${counts.passed} passed, ${counts.failed} failed`;
    console.log(`${layer}: ${sum}${order}${hasEnded() ? '' : ' (the suite did not come to its end)'}`);
  }
  return counts;
}

/**
 * Keeps the suite bundled in `out/host/debug`, again on each change, for a VS Code that is started by somebody else (F5),
 * and prints what it reports. Ends with the process.
 */
export async function serveHostSuite(options: SuiteOptions): Promise<void> {
  // The folder that .vscode/launch.json opens.
  const folder = path.join(outFolder, 'host', 'folder');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const { counts, onReport } = createReporter('', () => Promise.resolve(''));
  const world = await serveTestWorld(async (report) => {
    await onReport(report);
    if (report.kind === 'end') console.log(`${counts.passed} passed, ${counts.failed} failed`);
  });
  const context = await esbuild.context({
    ...bundleOptions('debug', world.url, options),
    plugins: [
      {
        // What the problem matcher in .vscode/tasks.json reads.
        name: 'ready',
        setup(build) {
          build.onStart(() => console.log('[watch] build started'));
          build.onEnd(() => console.log('[watch] build finished'));
        },
      },
    ],
  });
  await context.watch();
}

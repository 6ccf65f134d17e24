import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import esbuild from 'esbuild';
import { outFolder, projectRoot } from './project';
import { serveTestWorld } from './testWorld';

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

/** Bundles `test/host/*.test.ts` into one CommonJS file that any extension host can load. Returns its path. */
async function bundle(layer: string, worldUrl: string, { grep = '', seed }: SuiteOptions): Promise<string> {
  const folder = path.join(projectRoot, 'test', 'host');
  const suitePath = suitePathOf(layer);
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.test.ts'))
    .sort();
  // Test files are loaded after mocha has put up `describe` and `it`.
  const requires = files.map((file) => `require(${JSON.stringify(`./${file.replaceAll('\\', '/')}`)});`).join(' ');
  await esbuild.build({
    stdin: {
      contents: `globalThis.__defineTests__ = () => { ${requires} }; module.exports = require('./run.ts');`,
      resolveDir: folder,
      loader: 'js',
    },
    outfile: suitePath,
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
  });
  return suitePath;
}

/**
 * What the command line asks for: `--web`, `--grep <text>` for some of the tests only, `--seed <number>` for another
 * order. Ends on anything else.
 */
export function suiteOptions(): SuiteOptions & { readonly web: boolean } {
  try {
    const { web, grep, seed } = parseArgs({
      options: {
        web: { type: 'boolean', default: false },
        grep: { type: 'string', default: '' },
        seed: { type: 'string' },
      },
    }).values;
    if (seed === undefined) return { web, grep };
    if (!/^\d{1,9}$/.test(seed)) throw new Error(`--seed takes a whole number of at most nine digits, not “${seed}”`);
    return { web, grep, seed: Number(seed) };
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exit(2);
  }
}

/**
 * Bundles and runs the suite: `start` opens a VS Code on the bundle, whose path it is given, and resolves when that has
 * ended. Several layers may run at once.
 */
export async function runHostSuite(
  layer: string,
  options: SuiteOptions,
  start: (suitePath: string) => Promise<void>,
): Promise<SuiteResult> {
  const order = options.seed === undefined ? '' : ` (seed ${options.seed})`;
  const result = { passed: 0, failed: 0 };
  const failures: string[] = [];
  const state = { ended: false };
  const world = await serveTestWorld((report) => {
    switch (report.kind) {
      case 'pass':
        result.passed++;
        console.log(`  ✓ ${report.title}${report.ms > 300 ? ` (${report.ms} ms)` : ''}`);
        return;
      case 'fail':
        result.failed++;
        failures.push(`${report.title}${order}\n${report.error}`);
        console.log(`  ✗ ${report.title}${order}\n${report.error.replace(/^/gm, '      ')}`);
        return;
      case 'skip':
        console.log(`  - ${report.title}`);
        return;
      case 'say':
        console.log(`    ${report.text}`);
        return;
      case 'end':
        state.ended = true;
        return;
    }
  });
  if (order) console.log(`${layer}: shuffled${order}`);
  try {
    await start(await bundle(layer, world.url, options));
  } catch (error) {
    if (!state.ended) throw error;
  } finally {
    await world.close();
    if (!state.ended) result.failed++;
    mkdirSync(path.join(outFolder, 'results'), { recursive: true });
    writeFileSync(path.join(outFolder, 'results', `${layer}.json`), JSON.stringify({ ...result, failures }));
    const counts = `${result.passed} passed, ${result.failed} failed`;
    console.log(`${layer}: ${counts}${order}${state.ended ? '' : ' (the suite did not come to its end)'}`);
  }
  return result;
}

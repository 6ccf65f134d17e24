import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import esbuild from 'esbuild';
import { outFolder, projectRoot } from './project';
import { serveTestWorld } from './testWorld';

export const suitePath = path.join(outFolder, 'host', 'index.js');

/** Bundles `test/host/*.test.ts` into one CommonJS file that any extension host can load. */
async function bundle(worldUrl: string, grep: string): Promise<void> {
  const folder = path.join(projectRoot, 'test', 'host');
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
    define: { __WORLD_URL__: JSON.stringify(worldUrl), __GREP__: JSON.stringify(grep), global: 'globalThis' },
    // mocha's build for browsers looks for its options in the page's address.
    banner: { js: "globalThis.location ??= { search: '' };" },
    logLevel: 'warning',
  });
}

/** What the command line asks for: `--web`, and `--grep <pattern>` for some of the tests only. Ends on anything else. */
export function suiteOptions(): { readonly web: boolean; readonly grep: string } {
  try {
    return parseArgs({
      options: { web: { type: 'boolean', default: false }, grep: { type: 'string', default: '' } },
    }).values;
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exit(2);
  }
}

export type SuiteResult = { readonly passed: number; readonly failed: number };

/** Runs the suite through `start`, which opens a VS Code on {@link suitePath} and resolves when that has ended. */
export async function runHostSuite(layer: string, start: () => Promise<void>): Promise<SuiteResult> {
  const so = { passed: 0, failed: 0, ended: false };
  const failures: string[] = [];
  const again: string[] = [];
  const world = await serveTestWorld((report) => {
    switch (report.kind) {
      case 'pass':
        so.passed++;
        console.log(`  ✓ ${report.title}${report.ms > 300 ? ` (${report.ms} ms)` : ''}`);
        return;
      case 'fail':
        so.failed++;
        failures.push(`${report.title}\n${report.error}`);
        console.log(`  ✗ ${report.title}\n${report.error.replace(/^/gm, '      ')}`);
        return;
      case 'skip':
        console.log(`  - ${report.title}`);
        return;
      case 'again':
        again.push(`${report.title} (${report.error})`);
        console.log(`    tried once more: ${again.at(-1)}`);
        return;
      case 'say':
        console.log(`    ${report.text}`);
        return;
      case 'end':
        so.ended = true;
        return;
    }
  });
  const { grep } = suiteOptions();
  try {
    await bundle(world.url, grep);
    await start();
  } catch (error) {
    if (!so.ended) throw error;
  } finally {
    await world.close();
    if (!so.ended) so.failed++;
    mkdirSync(path.join(outFolder, 'results'), { recursive: true });
    writeFileSync(
      path.join(outFolder, 'results', `${layer}.json`),
      JSON.stringify({ passed: so.passed, failed: so.failed, failures, again }),
    );
    console.log(
      `${layer}: ${so.passed} passed, ${so.failed} failed${so.ended ? '' : ' (the suite did not come to its end)'}`,
    );
  }
  return so;
}

import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
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

export type SuiteResult = { readonly passed: number; readonly failed: number };

/** Runs the suite through `start`, which opens a VS Code on {@link suitePath} and resolves when that has ended. */
export async function runHostSuite(layer: string, start: () => Promise<void>): Promise<SuiteResult> {
  let passed = 0;
  let failed = 0;
  let ended = false;
  const world = await serveTestWorld((report) => {
    switch (report.kind) {
      case 'pass':
        passed++;
        console.log(`  ✓ ${report.title}${report.ms > 300 ? ` (${report.ms} ms)` : ''}`);
        return;
      case 'fail':
        failed++;
        console.log(`  ✗ ${report.title}\n${report.error.replace(/^/gm, '      ')}`);
        return;
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
  });
  const grepAt = process.argv.indexOf('--grep');
  try {
    await bundle(world.url, grepAt < 0 ? '' : (process.argv[grepAt + 1] ?? ''));
    await start();
  } catch (error) {
    if (!ended) throw error;
  } finally {
    await world.close();
    if (!ended) failed++;
    mkdirSync(path.join(outFolder, 'results'), { recursive: true });
    writeFileSync(path.join(outFolder, 'results', `${layer}.json`), JSON.stringify({ passed, failed }));
    console.log(`${layer}: ${passed} passed, ${failed} failed${ended ? '' : ' (the suite did not come to its end)'}`);
  }
  return { passed, failed };
}

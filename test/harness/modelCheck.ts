/** `npm run model-check`: bundles the check, which knows no VS Code, and runs it. See `test/modelCheck`. */
import { build } from 'esbuild';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { outFolder, projectRoot } from './project';

const folder = path.join(projectRoot, 'test/modelCheck');
const outfile = path.join(outFolder, 'modelCheck/main.mjs');

async function main(): Promise<void> {
  await build({
    entryPoints: [path.join(folder, 'main.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
    alias: { vscode: path.join(folder, 'fakeVscode.ts') },
    sourcemap: 'inline',
    logLevel: 'warning',
  });
  await import(pathToFileURL(outfile).href);
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});

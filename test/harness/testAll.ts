/** `npm test`: every layer, side by side where the processors have room; the last line counts over all of them. */
import { mkdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { findChromium } from './browser';
import { readResults, resultsFolder, type LayerResults } from './layerResults';
import { endLayers, runLayers, type Layer } from './layers';
import { build, failuresFolder } from './project';
import { installServedVsCode } from './servedVsCode';

const vitest = (name: string, cpus: number): Layer => ({
  name,
  cpus,
  command: {
    program: 'node',
    args: [
      'node_modules/vitest/vitest.mjs',
      ...['run', '--config', 'test/vitest.config.mts', '--project', name],
      ...['--reporter=default', '--reporter=json', `--outputFile.json=${path.join(resultsFolder, `${name}.json`)}`],
    ],
  },
  results: `${name}.json`,
});
const host = (name: string, ...options: string[]): Layer => ({
  name,
  cpus: 1,
  command: { program: 'node', args: ['node_modules/tsx/dist/cli.mjs', 'test/harness/testHost.ts', ...options] },
  results: `${name}.json`,
});

/** Those that wait the most come first, and two of them at a time; the UI layer has workers of its own. */
const layers: readonly Layer[] = [
  host('host'),
  host('host-web', '--web'),
  { name: 'check', cpus: 1, command: { program: 'npm', args: ['run', '--silent', 'check'] } },
  vitest('unit', 1),
  vitest('ui', 2),
  vitest('packed', 2),
];

async function main(): Promise<void> {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => {
      endLayers(signal);
      process.exit(130);
    });
  for (const folder of [resultsFolder, failuresFolder]) rmSync(folder, { recursive: true, force: true });
  mkdirSync(resultsFolder, { recursive: true });
  findChromium();
  installServedVsCode();
  build('--production');
  const start = Date.now();
  const ended = new Map<string, LayerResults & { readonly seconds: number }>();
  await runLayers(layers, Math.max(2, os.availableParallelism()), ({ layer, exitCode, seconds }) => {
    const counts: LayerResults = layer.results
      ? readResults(layer.results, exitCode)
      : { passed: 0, failed: exitCode === 0 ? 0 : 1, failures: [] };
    ended.set(layer.name, { ...counts, seconds });
  });
  console.log();
  for (const [name, { failures }] of ended) for (const failure of failures) console.log(`✗ ${name}: ${failure}\n`);
  const table = layers.flatMap(({ name }) => {
    const found = ended.get(name);
    return found ? [{ layer: name, passed: found.passed, failed: found.failed, seconds: found.seconds }] : [];
  });
  console.table(table);
  const sum = (of: 'passed' | 'failed') => table.reduce((all, row) => all + row[of], 0);
  console.log(`${Math.round((Date.now() - start) / 1000)} s in all`);
  process.exitCode = sum('failed') > 0 ? 1 : 0;
  console.log(`${sum('passed')} passed, ${sum('failed')} failed`);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  console.log('0 passed, 1 failed');
  process.exitCode = 1;
});

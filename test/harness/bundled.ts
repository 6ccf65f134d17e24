import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { projectRoot } from './project';

/** What ships in a bundle: bytes (minified) by file. */
export type Weights = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** The bundles by their paths, each with what is in it. Nothing is written. */
export function weighBundles(): Weights {
  const output = execFileSync(process.execPath, [path.join(projectRoot, 'esbuild.mjs'), '--weigh'], {
    cwd: projectRoot,
    encoding: 'utf8',
  });
  return JSON.parse(output) as Weights;
}

/** The npm package that a bundled file comes from; `undefined` for a file of our own. */
export function packageOf(file: string): string | undefined {
  return /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1];
}

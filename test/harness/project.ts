import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const projectRoot = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '');

/** Where tests leave what people look at afterwards. */
export const outFolder = path.join(projectRoot, 'out');

/** Where a failed test of what people see leaves a screenshot and a trace. */
export const failuresFolder = path.join(outFolder, 'failures', process.env.TEST_LAYER ?? '');

/** The file that what a failed test leaves is written to: `ending` as in ".png". */
export function failureFile(title: string, ending: string): string {
  return path.join(failuresFolder, title.replace(/[^\p{L}\p{N}]+/gu, '-').slice(0, 120) + ending);
}

const manifest = JSON.parse(readFileSync(path.join(projectRoot, 'package.json'), 'utf8')) as {
  publisher: string;
  name: string;
};
export const extensionId = `${manifest.publisher}.${manifest.name}`;

/** What stands in the files of the project for the address of its repository until there is one. */
export const placeholder = 'OWNER/REPOSITORY';

export function isPlaceholder(address: string): boolean {
  return address.includes(placeholder);
}

/** Whether whoever started this has made the production build already, as `npm test` does. */
export const isBuilt = process.env.BUILT === '1';

/** Makes the `.vsix` as `npm run package` does, unless `VSIX` names one to be tested. Returns its path. */
export function pack(): string {
  if (process.env.VSIX !== undefined) return path.resolve(process.env.VSIX);
  if (!isBuilt) build('--production');
  const tsx = path.join(projectRoot, 'node_modules', 'tsx', 'dist', 'cli.mjs');
  execFileSync(process.execPath, [tsx, path.join('test', 'harness', 'package.ts')], {
    cwd: projectRoot,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return path.join(projectRoot, 'telnyx-missions.vsix');
}

/** Builds the bundles into `dist/`. */
export function build(...args: string[]): void {
  execFileSync(process.execPath, [path.join(projectRoot, 'esbuild.mjs'), ...args], {
    cwd: projectRoot,
    stdio: 'inherit',
  });
}

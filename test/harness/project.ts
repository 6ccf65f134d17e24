import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const projectRoot = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '');

/** Where tests leave what people look at afterwards. */
export const outFolder = path.join(projectRoot, 'out');

const manifest = JSON.parse(readFileSync(path.join(projectRoot, 'package.json'), 'utf8')) as {
  publisher: string;
  name: string;
};
export const extensionId = `${manifest.publisher}.${manifest.name}`;

/** Runs `npm run package`, as a person does. Returns the path of the `.vsix`. */
export function pack(): string {
  // `npm` is a script on Windows.
  const shell = process.platform === 'win32';
  execFileSync('npm', ['run', '--silent', 'package'], {
    cwd: projectRoot,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell,
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

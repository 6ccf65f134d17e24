/** The global setup of the UI tests: the bundles that ship, built once. */
import { rmSync } from 'node:fs';
import { build, failuresFolder, isBuilt } from './project';

export function setup(): void {
  rmSync(failuresFolder, { recursive: true, force: true });
  if (!isBuilt) build('--production');
}

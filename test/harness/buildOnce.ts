/** The global setup of the UI tests: the bundles that ship, built once. */
import { rmSync } from 'node:fs';
import path from 'node:path';
import { build, isBuilt, outFolder } from './project';

export function setup(): void {
  rmSync(path.join(outFolder, 'failures', 'ui'), { recursive: true, force: true });
  if (!isBuilt) build('--production');
}

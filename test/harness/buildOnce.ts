/** The global setup of the UI tests: the bundles that ship, built once. */
import { build, isBuilt } from './project';

export function setup(): void {
  if (!isBuilt) build('--production');
}

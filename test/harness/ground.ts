import { mkdtempSync, rmdirSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { projectRoot } from './project';

/** Why nothing can be written there, in the words of the system; nothing where it can. */
function unwritable(folder: string): string | undefined {
  try {
    rmdirSync(mkdtempSync(path.join(folder, '.missions-')));
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message.replace(/, mkdtemp.*$/, '') : String(error);
  }
}

/**
 * What would keep VS Code from starting, said before anything is: by itself its server says nothing and is waited for
 * in vain. `folder` is the one to open.
 */
export function groundProblem({
  folder,
  served,
}: {
  readonly folder?: string | undefined;
  readonly served: boolean;
}): string | undefined {
  const places = [
    ['home folder', os.homedir(), 'VS Code keeps files of its own there. Set HOME to a folder that can be written.'],
    ['folder for temporary files', os.tmpdir(), 'Set TMPDIR to a folder that can be written.'],
    ['folder of this project', projectRoot, 'What is built is written there.'],
  ] as const;
  for (const [what, place, way] of places) {
    const cause = unwritable(place);
    if (cause !== undefined) return `The ${what}, ${place}, cannot be written (${cause}). ${way}`;
  }
  // They become addresses, in which these characters end the path.
  for (const place of served ? [projectRoot, path.resolve(folder ?? '.')] : [])
    if (/[#?]/.test(place))
      return `The path ${place} has a “#” or “?” in it, with which VS Code in a browser cannot open it. Use a path without, or --desktop.`;
  return undefined;
}

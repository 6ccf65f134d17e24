import type * as vscode from 'vscode';
import { plainLine } from '../../model/plainText';
import type { RunRef } from '../../model/run';

/** Which document a path means: its kind, by the end of the file's name, and the ids that stand before the names. */
export type Place = { readonly ids: readonly string[]; readonly ending: string };

/**
 * `/<id>/…/<name>.run.json`. The mission's name is there for the people who read the tab; only the ids count. Whoever
 * makes a URI of it has to do so with `Uri.from`, which encodes the rest.
 */
export function pathOf(ids: readonly string[], name: string, ending: string): string {
  return `/${ids.map((id) => encodeURIComponent(id.toWellFormed())).join('/')}/${nameInPath(name)}${ending}`;
}

/** A mission's name as one part of a path: people read it, nothing depends on it. */
function nameInPath(name: string): string {
  // A pair of surrogates that is cut in two could not be encoded.
  const part = plainLine(name.replace(/[\\/]+/g, ' '))
    // VS Code's own messages about the file would make a link of these, which runs a command.
    .replaceAll('](', '] (')
    .slice(0, 100)
    .toWellFormed()
    .trim();
  return part === '' || part === '.' || part === '..' ? 'mission' : part;
}

/** What the URI means, or `undefined` for one that is none of these. `endings` are those of the names that are known. */
export function placeOf(uri: Pick<vscode.Uri, 'path'>, endings: readonly string[]): Place | undefined {
  const [first, ...segments] = uri.path.split('/');
  const name = segments.pop();
  // Once the mission's name was a folder, and the file had none.
  const ending = endings.find((end) => name === end.slice(1) || name?.endsWith(end));
  if (first !== '' || ending === undefined) return undefined;
  try {
    return { ids: segments.map(decodeURIComponent), ending };
  } catch {
    return undefined;
  }
}

/** The run that a path with two ids and this ending is about. */
export function runOf(uri: Pick<vscode.Uri, 'path'>, ending: string): RunRef | undefined {
  const [missionId, runId, ...rest] = placeOf(uri, [ending])?.ids ?? [];
  return missionId && runId && rest.length === 0 ? { missionId, runId } : undefined;
}

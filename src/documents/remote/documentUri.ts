import type * as vscode from 'vscode';
import { plainLine } from '../../model/plainText';
import type { RunRef } from '../../model/run';

/** Which document an address means: its kind, by the end of the file's name, and the IDs of what it is of. */
export type Place = { readonly ids: readonly string[]; readonly ending: string };

/** What documents are called, for the people who read tabs, tooltips and breadcrumbs: those of the folders first. */
export type DocumentName = string | readonly string[];

type Address = Pick<vscode.Uri, 'path' | 'query'>;

const queryStart = 'ids=';
const maxNameLength = 100;

/**
 * `/<name>/<name>.run.json?ids=<id>/<id>`. The names are for people; only the IDs count, which VS Code shows nowhere.
 * Whoever makes a URI of it has to do so with `Uri.from`, which encodes the rest.
 */
export function addressOf(ids: readonly string[], name: DocumentName, ending: string): Address {
  const names = typeof name === 'string' ? [name] : name;
  return {
    path: `/${names.map(nameInPath).join('/')}${ending}`,
    query: queryStart + ids.map((id) => encodeURIComponent(id.toWellFormed())).join('/'),
  };
}

/** A name as one part of a path: people read it, nothing depends on it. */
function nameInPath(name: string): string {
  // A pair of surrogates that is cut in two could not be encoded.
  const part = plainLine(name.replace(/[\\/]+/g, ' '))
    // VS Code's own messages about the file would make a link of these, which runs a command.
    .replaceAll('](', '] (')
    .slice(0, maxNameLength)
    .toWellFormed()
    .trim();
  return part === '' || part === '.' || part === '..' ? 'mission' : part;
}

/** What the URI means, or `undefined` for one that is none of these. `endings` are those of the names that are known. */
export function placeOf({ path, query }: Address, endings: readonly string[]): Place | undefined {
  const [first, ...folders] = path.split('/');
  const name = folders.pop();
  // Once the mission's name was a folder, and the file had none.
  const ending = endings.find((end) => name === end.slice(1) || name?.endsWith(end));
  if (first !== '' || ending === undefined) return undefined;
  // In earlier versions the IDs were the folders: such addresses are still kept.
  const ids = query.startsWith(queryStart) ? query.slice(queryStart.length).split('/') : folders;
  if (query !== '' && ids === folders) return undefined;
  try {
    return { ids: ids.map(decodeURIComponent), ending };
  } catch {
    return undefined;
  }
}

/** The run that an address with two IDs and this ending is about. */
export function runOf(uri: Address, ending: string): RunRef | undefined {
  const [missionId, runId, ...rest] = placeOf(uri, [ending])?.ids ?? [];
  return missionId && runId && rest.length === 0 ? { missionId, runId } : undefined;
}

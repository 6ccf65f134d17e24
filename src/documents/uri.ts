import * as vscode from 'vscode';
import { plainLine } from '../model/plainText';

export const missionsScheme = 'missions';

/** Which document of a mission: what people edit, or the server's present text beside it. */
export type MissionDocument = { readonly missionId: string; readonly document: 'instructions' | 'remote' };

const fileNames = { instructions: 'instructions.md', remote: 'remote.md' } as const;

/**
 * `missions:/<mission id>/<name>/instructions.md`. The name is there for the people who read the tab's path; only
 * the id counts. Everything is encoded by `Uri.from`.
 */
export function uriOf({ missionId, document }: MissionDocument, name: string): vscode.Uri {
  const folder = nameInPath(name);
  return vscode.Uri.from({
    scheme: missionsScheme,
    path: `/${encodeURIComponent(missionId)}/${folder}/${fileNames[document]}`,
  });
}

/** A mission's name as one part of a path: people read it, nothing depends on it. */
export function nameInPath(name: string): string {
  // A pair of surrogates that is cut in two could not be encoded.
  const part = plainLine(name.replace(/[\\/]+/g, ' '))
    .slice(0, 60)
    .toWellFormed()
    .trim();
  return part === '' || part === '.' || part === '..' ? 'mission' : part;
}

/** What the URI means, or `undefined` for one that is none of ours. */
export function documentOf(uri: vscode.Uri): MissionDocument | undefined {
  if (uri.scheme !== missionsScheme) return undefined;
  const [, id, , file, ...rest] = uri.path.split('/');
  const document = file === fileNames.instructions ? 'instructions' : file === fileNames.remote ? 'remote' : undefined;
  if (!id || !document || rest.length > 0) return undefined;
  try {
    return { missionId: decodeURIComponent(id), document };
  } catch {
    return undefined;
  }
}

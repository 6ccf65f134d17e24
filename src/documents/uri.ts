import * as vscode from 'vscode';

import type { RunRef } from '../tracking/actions';

export const missionsScheme = 'missions';

/** Which document of a mission: what people edit, or the server's present text beside it. */
export type MissionDocument = { readonly missionId: string; readonly document: 'instructions' | 'remote' };

const fileNames = { instructions: 'instructions.md', remote: 'remote.md' } as const;

/**
 * `missions:/<mission id>/<name>/instructions.md`. The name is there for the people who read the tab's path; only
 * the id counts. Everything is encoded by `Uri.from`.
 */
export function uriOf({ missionId, document }: MissionDocument, name: string): vscode.Uri {
  const folder =
    name
      .replace(/[\p{Cc}\p{Cf}\\/]+/gu, ' ')
      .trim()
      .slice(0, 60) || 'mission';
  return vscode.Uri.from({
    scheme: missionsScheme,
    path: `/${encodeURIComponent(missionId)}/${folder === '.' || folder === '..' ? 'mission' : folder}/${fileNames[document]}`,
  });
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

/** `/<mission id>/<run id>/<name>`: the name is for people, only the ids count. */
export function runPath({ missionId, runId }: RunRef, name: string): string {
  const shown = name.replace(/[\p{Cc}\p{Cf}\\/]+/gu, ' ').trim();
  return `/${encodeURIComponent(missionId)}/${encodeURIComponent(runId)}/${shown}`;
}

/** The run that a path of `runPath` is about. */
export function runOfPath(path: string): RunRef | undefined {
  const [, missionId, runId, name, ...rest] = path.split('/');
  if (!missionId || !runId || !name || rest.length > 0) return undefined;
  try {
    return { missionId: decodeURIComponent(missionId), runId: decodeURIComponent(runId) };
  } catch {
    return undefined;
  }
}

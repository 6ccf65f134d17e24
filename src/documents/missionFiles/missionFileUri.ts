import * as vscode from 'vscode';
import { readonlySchemes } from '../editors/schemes';

export const missionFilePattern = '**/*.mission.md';

/** Whether it is a mission file of somebody's: no text that stands beside one in a comparison, no version in git. */
export function isMissionFile(uri: vscode.Uri): boolean {
  return (
    uri.path.endsWith('.mission.md') &&
    !readonlySchemes.includes(uri.scheme) &&
    vscode.workspace.fs.isWritableFileSystem(uri.scheme) !== false
  );
}

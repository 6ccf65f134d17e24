import * as vscode from 'vscode';
import { parseMissionFile, type MissionFile } from '../../formats/missionFile/missionFile';
import type { TextRange } from '../../formats/missionFile/missionFileLayout';

/** Mission files in editors, each parsed once for each of its versions. */
export interface ParsedMissionFiles {
  of(document: vscode.TextDocument): MissionFile;
  /** The same where that was parsed already. */
  ifParsed(document: vscode.TextDocument): MissionFile | undefined;
}

export function createParsedMissionFiles(): ParsedMissionFiles {
  const parsed = new WeakMap<vscode.TextDocument, { readonly version: number; readonly file: MissionFile }>();
  function ifParsed(document: vscode.TextDocument): MissionFile | undefined {
    const last = parsed.get(document);
    return last?.version === document.version ? last.file : undefined;
  }
  return {
    ifParsed,
    of(document) {
      const known = ifParsed(document);
      if (known) return known;
      const file = parseMissionFile(document.getText());
      parsed.set(document, { version: document.version, file });
      return file;
    },
  };
}

export function rangeIn(document: vscode.TextDocument, range: TextRange): vscode.Range {
  return new vscode.Range(document.positionAt(range.start), document.positionAt(range.end));
}

import * as vscode from 'vscode';
import type { MissionFile } from '../../formats/missionFile/missionFile';
import type { TextRange } from '../../formats/missionFile/missionFileLayout';
import type { MissionFileClaims } from '../missionFiles/missionFileClaims';
import { describeMissionFileProblem } from '../missionFiles/missionFileMessages';
import { goneCode, sharedCode } from './missionFileQuickFixes';
import type { MissionFileStates } from '../missionFiles/missionFileSyncStates';
import { rangeIn } from './parsedMissionFiles';

/** What is wrong with a mission file: with its text, and with the mission that it names. */
export function missionFileDiagnostics(
  document: vscode.TextDocument,
  file: MissionFile,
  parts: { readonly states: MissionFileStates; readonly claims: MissionFileClaims },
): vscode.Diagnostic[] {
  const { Error, Warning } = vscode.DiagnosticSeverity;
  const found = file.problems.map((problem) => {
    const severity = problem.severity === 'error' ? Error : Warning;
    return diagnostic(document, problem.range, describeMissionFileProblem(problem), severity, problem.kind);
  });
  const entry = file.entries.find(({ key }) => key === 'mission_id');
  if (entry && parts.states.stateOf(document.uri) === 'deletedThere') {
    const message = vscode.l10n.t(
      "This mission doesn't exist. It was deleted, or it belongs to another account. The file is kept.",
    );
    found.push(diagnostic(document, entry.valueRange, message, Warning, goneCode));
  }
  const others = file.missionId === undefined ? [] : parts.claims.othersOf(document.uri, file.missionId);
  if (entry && others.length > 0) {
    const names = others.map((uri) => vscode.workspace.asRelativePath(uri)).join(', ');
    const message = vscode.l10n.t('This mission ID is also used by {0}.', names);
    found.push(diagnostic(document, entry.valueRange, message, Warning, sharedCode));
  }
  return found;
}

function diagnostic(
  document: vscode.TextDocument,
  range: TextRange,
  message: string,
  severity: vscode.DiagnosticSeverity,
  code: string,
): vscode.Diagnostic {
  const made = new vscode.Diagnostic(rangeIn(document, range), message, severity);
  made.source = 'Missions';
  made.code = code;
  return made;
}

import * as vscode from 'vscode';
import { missionFileFixes, type MissionFileFix } from '../../formats/missionFile/missionFileFixes';
import { missionFileKeys, type MissionFile } from '../../formats/missionFile/missionFile';
import { missionFilePattern } from '../missionFiles/missionFileUri';
import { updateMissionFile } from '../../formats/missionFile/missionFileUpdate';
import { rangeIn } from './parsedMissionFiles';

/** The code of the diagnostic of an id that Telnyx has no mission of. */
export const goneCode = 'gone';

/** The code of the diagnostic of an ID that other files have too. */
export const sharedCode = 'shared';

/** Ways out of what is wrong with a mission file. */
export function registerMissionFileFixes(fileOf: (document: vscode.TextDocument) => MissionFile): vscode.Disposable {
  function fixes(document: vscode.TextDocument, diagnostic: vscode.Diagnostic): vscode.CodeAction[] {
    if (diagnostic.source !== 'Missions') return [];
    const fix = (title: string) => {
      const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
      action.diagnostics = [diagnostic];
      return action;
    };
    if (diagnostic.code === goneCode || diagnostic.code === sharedCode) {
      const asNew = fix(vscode.l10n.t('Create as New Mission'));
      asNew.command = { title: asNew.title, command: 'missions.publishMissionFile', arguments: [document.uri] };
      // Of a mission that is there, nobody would be asked.
      if (diagnostic.code === sharedCode) asNew.command.arguments?.push('new');
      asNew.isPreferred = true;
      const update = withoutId(document);
      if (update === undefined) return [asNew];
      const remove = fix(vscode.l10n.t('Remove "mission_id"'));
      remove.edit = new vscode.WorkspaceEdit();
      const whole = new vscode.Range(new vscode.Position(0, 0), document.lineAt(document.lineCount - 1).range.end);
      remove.edit.replace(document.uri, whole, update);
      return [asNew, remove];
    }
    const { range } = diagnostic;
    const problem = fileOf(document).problems.find(
      ({ kind, range: { start, end } }) =>
        kind === diagnostic.code && document.offsetAt(range.start) === start && document.offsetAt(range.end) === end,
    );
    const solutions = problem ? missionFileFixes(document.getText(), problem) : [];
    if (solutions.length > 0)
      return solutions.map((solution) => {
        const action = fix(titleOf(solution));
        action.edit = new vscode.WorkspaceEdit();
        action.edit.replace(document.uri, rangeIn(document, solution.range), solution.text);
        action.isPreferred = solutions.length === 1;
        return action;
      });
    const meant = diagnostic.code === 'unknownKey' ? nearKey(document.getText(diagnostic.range)) : undefined;
    if (meant === undefined || fileOf(document).entries.some(({ key }) => key === meant)) return [];
    const rename = fix(vscode.l10n.t('Change to "{0}"', meant));
    rename.edit = new vscode.WorkspaceEdit();
    rename.edit.replace(document.uri, diagnostic.range, meant);
    rename.isPreferred = true;
    return [rename];
  }

  function withoutId(document: vscode.TextDocument): string | undefined {
    const { content } = fileOf(document);
    const update = content && updateMissionFile(document.getText(), { definition: content.definition });
    return update?.kind === 'changed' ? update.text : undefined;
  }

  return vscode.languages.registerCodeActionsProvider(
    { pattern: missionFilePattern },
    { provideCodeActions: (document, _, { diagnostics }) => diagnostics.flatMap((one) => fixes(document, one)) },
    { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix] },
  );
}

function titleOf(fix: MissionFileFix): string {
  switch (fix.kind) {
    case 'change':
      return vscode.l10n.t('Change to "{0}"', fix.to);
    case 'quote':
      return vscode.l10n.t('Add quotes');
    case 'removeDuplicate':
      return vscode.l10n.t('Remove this "{0}"', fix.key);
  }
}

/** The key that was meant, by its letters: `modle`, `Name`, `executionMode`, `mission id`. */
function nearKey(written: string): string | undefined {
  const letters = (text: string) => Array.from(text.toLowerCase().replace(/[^a-z]/g, '')).sort();
  const typed = letters(written);
  return missionFileKeys.find((key) => {
    const rest = letters(key);
    let strange = 0;
    for (const letter of typed) {
      const at = rest.indexOf(letter);
      if (at < 0) strange++;
      else rest.splice(at, 1);
    }
    return typed.length > 2 && strange + rest.length <= 1;
  });
}

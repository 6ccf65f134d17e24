import * as vscode from 'vscode';
import { boxAt, markOf, otherMark, statusOfMark } from '../../formats/plan/planMarks';
import { stepStatuses, type KnownStepStatus } from '../../model/plan';
import { documentShapes } from '../remote/documentShapes';

const { scheme, earlierScheme, ending } = documentShapes.plan;
const selector: vscode.DocumentSelector = [scheme, earlierScheme].map((one) => ({
  scheme: one,
  pattern: `**/*${ending}`,
}));

/** What the marks of a plan mean: offered between the brackets, and told under the mouse. */
export function registerPlanEditing(stepStatusText: (status: string) => string): vscode.Disposable {
  function completions(document: vscode.TextDocument, { line, character }: vscode.Position): vscode.CompletionItem[] {
    const text = document.lineAt(line).text;
    const box = boxAt(text, character);
    if (!box) return [];
    const range = new vscode.Range(line, box.start, line, box.end);
    return stepStatuses.map((status, place) => {
      const item = new vscode.CompletionItem(
        { label: `[${markOf(status)}]`, description: stepStatusText(status) },
        vscode.CompletionItemKind.EnumMember,
      );
      item.range = range;
      item.insertText = box.isClosed ? markOf(status) : `${markOf(status)}] `;
      // All are offered, whatever stands there now.
      item.filterText = text.slice(box.start, box.end);
      item.sortText = String(place);
      item.documentation = meaningOf(status);
      return item;
    });
  }

  function hover(document: vscode.TextDocument, { line, character }: vscode.Position): vscode.Hover | undefined {
    const text = document.lineAt(line).text;
    const box = [character, character + 1, character - 1].map((at) => boxAt(text, at)).find(Boolean);
    if (!box?.isClosed) return undefined;
    const mark = text.slice(box.start, box.end);
    const status = statusOfMark(mark);
    const words = status ? meaningOf(status) : mark === otherMark ? describeOtherMark() : describeMarks();
    const range = new vscode.Range(line, box.start - 1, line, box.end + 1);
    return new vscode.Hover(new vscode.MarkdownString().appendText(words), range);
  }

  return vscode.Disposable.from(
    vscode.languages.registerCompletionItemProvider(
      selector,
      { provideCompletionItems: (document, position) => completions(document, position) },
      '[',
    ),
    vscode.languages.registerHoverProvider(selector, {
      provideHover: (document, position) => hover(document, position),
    }),
  );
}

export function describeMarks(): string {
  return vscode.l10n.t(
    'Unknown status marker. Use [ ] pending, [/] in progress, [x] completed, [-] skipped, or [!] failed.',
  );
}

function describeOtherMark(): string {
  return vscode.l10n.t('The step has a status that this list has no marker for. Keep [?] to leave it unchanged.');
}

function meaningOf(status: KnownStepStatus): string {
  switch (status) {
    case 'pending':
      return vscode.l10n.t("Pending: work on the step hasn't started.");
    case 'in_progress':
      return vscode.l10n.t('In progress: the agent is working on the step.');
    case 'completed':
      return vscode.l10n.t('Completed: the step is done.');
    case 'skipped':
      return vscode.l10n.t("Skipped: the step isn't needed. Use this instead of removing a step.");
    case 'failed':
      return vscode.l10n.t("Failed: the step couldn't be completed.");
  }
}

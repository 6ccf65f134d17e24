import * as vscode from 'vscode';
import { dialogs } from '../../dialogs';
import type { Change } from '../../tracking/store/facts';
import { reduceLife, type LifeEffect, type LifeEvent } from './documentLife';
import { DocumentSaver } from './documentSaver';
import { isInTab, openDocument } from '../editors/editorDocuments';
import { OpenDocuments, type OpenDocument, type RemoteFilesParts } from './openDocuments';
import type { DocumentAccount, DocumentFix, DocumentProblem } from './remoteDocument';
import { sameLines } from '../editors/sameLines';

/** Carries out what the life of each document asks for. */
export class DocumentController<Acts extends DocumentAccount> {
  readonly documents: OpenDocuments<Acts>;
  readonly saver: DocumentSaver<Acts>;
  /** Does what the link that names it offers. */
  readonly offerCommand: string;
  readonly #parts: RemoteFilesParts<Acts>;
  readonly #problems: vscode.DiagnosticCollection;
  readonly #changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  readonly onDidChangeFile = this.#changed.event;

  constructor(name: string, parts: RemoteFilesParts<Acts>) {
    this.#parts = parts;
    this.#problems = vscode.languages.createDiagnosticCollection(name);
    this.documents = new OpenDocuments<Acts>(parts, (document, isChanged) => {
      if (isChanged) this.#fireChanged(document);
      this.#settle(document);
    });
    const dispatch = (document: OpenDocument, event: LifeEvent) => this.dispatch(document, event);
    this.offerCommand = `_${name}.offer`;
    const { offerCommand } = this;
    this.saver = new DocumentSaver<Acts>({ ...parts, documents: this.documents, dispatch, offerCommand });
  }

  dispatch(document: OpenDocument, event: LifeEvent): void {
    const { life, effects } = reduceLife(document.life, event);
    document.life = life;
    for (const effect of effects) this.#carryOut(document, effect);
  }

  /** An editor has the document now, or shows another text of it, or has saved it. */
  onShown(shown: vscode.TextDocument): void {
    const { uri, isDirty } = shown;
    const document = this.documents.at(uri);
    const file = document.reading?.file;
    const isLatest = !isDirty && file !== undefined && sameLines(shown.getText(), file.text);
    this.dispatch(document, { kind: 'shown', isRead: file !== undefined, isDirty, isLatest });
  }

  onStoreChange(change: Change): void {
    this.documents.onStoreChange(change, (document) => {
      // VS Code reads it again where the editor is not dirty. What was closed it keeps for minutes, and would read
      // again as well; it does so anyway when it is opened again.
      if (isInTab(document.uri)) this.#fireChanged(document);
      this.#settle(document);
    });
  }

  #carryOut(document: OpenDocument, effect: LifeEffect): void {
    const { uri, reading } = document;
    switch (effect.kind) {
      case 'readRestored':
        this.#readRestored(document);
        return;
      case 'setBase':
        reading?.file.setBase(openDocument(uri)?.getText());
        return;
      case 'keepBase':
        this.#keepBase(document);
        return;
      case 'dropBase':
        this.#parts.bases.drop(uri);
        return;
      case 'markProblems':
        this.#markProblems(document);
        return;
      case 'checkConflict':
        this.saver.checkConflict(document, effect.attempt);
        return;
      case 'allowOverwrite':
        effect.conflict.allowOverwrite();
        return;
      case 'showLatest':
        reading?.file.bumpMtime();
        this.#fireChanged(document);
        return;
      case 'settle':
        this.#settle(document);
        return;
      case 'warn':
        void dialogs.showWarningMessage(effect.message);
        return;
      case 'offerResolution':
        this.saver.offerResolution(document, effect.conflict);
        return;
      case 'offerAnew':
        this.saver.offerRecreate(document, effect.text);
        return;
      case 'forget':
        this.documents.forget(document);
        this.#problems.delete(uri);
        return;
    }
  }

  #fireChanged({ uri }: OpenDocument): void {
    this.#changed.fire([{ type: vscode.FileChangeType.Changed, uri }]);
  }

  /** Edits are based on what was read last as soon as that is shown, or where nobody shows anything. */
  #settle(document: OpenDocument): void {
    const shown = openDocument(document.uri);
    if (shown) this.onShown(shown);
    else document.reading?.file.setBase();
  }

  #readRestored(document: OpenDocument): void {
    // Why it cannot be read is said when it is saved, or read again.
    this.documents.known(document).then(
      () => this.#settle(document),
      () => undefined,
    );
  }

  #keepBase({ uri, reading }: OpenDocument): void {
    const text = openDocument(uri)?.getText();
    const baseText = text === undefined ? undefined : reading?.file.baseTextOf(text);
    if (!reading || baseText === undefined) return;
    this.#parts.bases.keep(uri, baseText, reading.accountId, reading.file.kept);
  }

  #markProblems({ uri, reading }: OpenDocument): void {
    const document = openDocument(uri);
    const problems = document ? reading?.file.problems(document.getText()) : undefined;
    if (!document || !problems) return;
    const shown = problems.filter(({ marked }) => !marked);
    this.#problems.set(
      uri,
      shown.map((problem) => diagnostic(document, problem)),
    );
  }

  /** Ways out of problems that are marked. */
  codeActions(document: vscode.TextDocument, marked: readonly vscode.Diagnostic[]): vscode.CodeAction[] {
    const mine = marked.filter(({ source }) => source === 'Missions');
    const file = mine.length > 0 ? this.documents.at(document.uri).reading?.file : undefined;
    return (file?.problems(document.getText()) ?? []).flatMap((problem) => {
      const found = mine.find(({ message, range }) => message === problem.message && range.start.line === problem.line);
      return found ? (problem.fixes?.() ?? []).map((fix) => codeAction(document, found, fix)) : [];
    });
  }

  dispose(): void {
    this.documents.dispose();
    this.#changed.dispose();
    this.#problems.dispose();
  }
}

function codeAction(
  document: vscode.TextDocument,
  problem: vscode.Diagnostic,
  { title, line, text, isPreferred = false }: DocumentFix,
): vscode.CodeAction {
  const { uri, lineCount } = document;
  const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
  action.diagnostics = [problem];
  action.isPreferred = isPreferred;
  action.edit = new vscode.WorkspaceEdit();
  if (line < lineCount) action.edit.insert(uri, new vscode.Position(line, 0), text);
  else action.edit.insert(uri, document.lineAt(lineCount - 1).range.end, `\n${text.trimEnd()}`);
  return action;
}

function diagnostic(document: vscode.TextDocument, { line, start, end, message }: DocumentProblem): vscode.Diagnostic {
  const range = document.validateRange(new vscode.Range(line, start, line, end));
  const problem = new vscode.Diagnostic(range, message, vscode.DiagnosticSeverity.Error);
  problem.source = 'Missions';
  return problem;
}

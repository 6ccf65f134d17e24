import * as vscode from 'vscode';
import { dialogs } from '../../dialogs';
import { isNewRunProblem, parseNewRun, type NewRunProblem } from '../../formats/json/runInput';
import type { RunStart } from '../../model/run';
import { documentShapes, hasScheme } from '../remote/documentShapes';
import { addressOf, placeOf } from '../remote/documentUri';
import type { ContentSources } from '../editors/contentSources';
import { onDidCloseDocument } from '../editors/onDidCloseDocument';
import { fromBytes, toBytes } from '../editors/utf8';
import type { MissionsFileSystem, PartFiles } from '../remote/missionsFileSystem';
import { registerRunInputSchema } from './runInputSchema';
import { RunInputTexts, type RunInputParts } from './runInputTexts';

const { ending, scheme, earlierScheme } = documentShapes.runInput;

export interface RunInputDocuments {
  /** Opens what the next run of the mission is to be started with: as typed last, else as the last run had it. */
  open(missionId: string, name: string, accountId: string): Promise<void>;
  /**
   * What the document says; `undefined` where it says nothing that could be sent, or belongs to another account: the
   * person has been told.
   */
  read(
    uri: vscode.Uri,
    accountId: string,
  ): Promise<{ readonly missionId: string; readonly start: RunStart } | undefined>;
  dispose(): void;
}

/** The inputs of runs to come, as JSON documents. Nothing that is typed in them is ever lost. */
export function registerRunInputDocuments(
  parts: RunInputParts & { readonly fileSystem: MissionsFileSystem; readonly schemas: ContentSources },
): RunInputDocuments {
  const texts = new RunInputTexts(parts);
  const schema = registerRunInputSchema(parts.store, parts.schemas);
  const problems = vscode.languages.createDiagnosticCollection('missions-input');

  function follow(editor: vscode.TextEditor | undefined): void {
    const missionId = editor && missionOf(editor.document.uri);
    if (missionId !== undefined) schema.follow(missionId);
  }

  function onEdit({ document, contentChanges }: vscode.TextDocumentChangeEvent): void {
    const missionId = missionOf(document.uri);
    if (missionId === undefined || contentChanges.length === 0) return;
    problems.delete(document.uri);
    texts.keepTyped(missionId, document.getText());
  }

  function reportProblem(document: vscode.TextDocument, problem: NewRunProblem): void {
    const at = document.positionAt('at' in problem ? problem.at : 0);
    const range = document.getWordRangeAtPosition(at) ?? document.lineAt(at).range;
    const diagnostic = new vscode.Diagnostic(range, describeProblem(problem), vscode.DiagnosticSeverity.Error);
    diagnostic.source = 'Missions';
    problems.set(document.uri, [diagnostic]);
    void dialogs.showWarningMessage(vscode.l10n.t("Couldn't start the run. {0}", describeProblem(problem)));
  }

  const registered = vscode.Disposable.from(
    schema,
    problems,
    parts.fileSystem.add({ owns: (uri) => missionOf(uri) !== undefined, files: runInputFiles(texts) }),
    vscode.languages.registerCodeLensProvider(
      [scheme, earlierScheme].map((known) => ({ scheme: known, pattern: `**/*${ending}` })),
      lenses,
    ),
    vscode.workspace.onDidChangeTextDocument(onEdit),
    onDidCloseDocument(({ uri }) => problems.delete(uri)),
    vscode.window.onDidChangeActiveTextEditor(follow),
  );
  follow(vscode.window.activeTextEditor);

  return {
    async open(missionId, name, accountId) {
      await texts.keepAccount(missionId, accountId);
      const open = vscode.workspace.textDocuments.find(({ uri }) => missionOf(uri) === missionId);
      const document =
        open ??
        (await vscode.workspace.openTextDocument(vscode.Uri.from({ scheme, ...addressOf([missionId], name, ending) })));
      await vscode.window.showTextDocument(document, { preview: false });
    },
    async read(uri, accountId) {
      const missionId = missionOf(uri);
      if (missionId === undefined) {
        void dialogs.showInformationMessage(vscode.l10n.t('Open a run input with Start Run with Input first.'));
        return undefined;
      }
      const owner = texts.accountOf(missionId);
      if (accountId && owner && owner !== accountId) {
        void dialogs.showWarningMessage(
          vscode.l10n.t('This run input belongs to another account. Switch back to that account to start the run.'),
        );
        return undefined;
      }
      const document = await vscode.workspace.openTextDocument(uri);
      const start = parseNewRun(document.getText());
      if (isNewRunProblem(start)) {
        reportProblem(document, start);
        return undefined;
      }
      problems.delete(uri);
      await document.save();
      return { missionId, start };
    },
    dispose() {
      registered.dispose();
    },
  };
}

function runInputFiles(texts: RunInputTexts): PartFiles {
  const writes = new Map<string, number>();
  return {
    async stat(uri) {
      const missionId = idOf(uri);
      const size = toBytes(uri, await texts.textOf(missionId)).length;
      // Small and never falling while the window is open: only a save makes the file younger than its editor.
      return { type: vscode.FileType.File, ctime: 0, mtime: 1 + (writes.get(missionId) ?? 0), size };
    },
    readFile: async (uri) => toBytes(uri, await texts.readText(idOf(uri))),
    writeFile(uri, content) {
      const missionId = idOf(uri);
      texts.keep(missionId, fromBytes(content));
      writes.set(missionId, 1 + (writes.get(missionId) ?? 0));
    },
  };
}

const lenses: vscode.CodeLensProvider = {
  provideCodeLenses: ({ uri }) => [
    new vscode.CodeLens(new vscode.Range(0, 0, 0, 0), {
      title: `$(play)\u00a0${vscode.l10n.t('Start Run')}`,
      command: 'missions.startRunFromDocument',
      arguments: [uri],
    }),
  ],
};

function missionOf(uri: vscode.Uri): string | undefined {
  const place = hasScheme(documentShapes.runInput, uri.scheme) ? placeOf(uri, [ending]) : undefined;
  const [missionId, ...rest] = place?.ids ?? [];
  return missionId && rest.length === 0 ? missionId : undefined;
}

function idOf(uri: vscode.Uri): string {
  const missionId = missionOf(uri);
  if (missionId === undefined) throw vscode.FileSystemError.FileNotFound(uri);
  return missionId;
}

function describeProblem(problem: NewRunProblem): string {
  switch (problem.kind) {
    case 'notJson':
      return vscode.l10n.t('Invalid JSON: {0}', problem.message);
    case 'notObject':
      return vscode.l10n.t('Expected a JSON object, such as {0}', '{"input": {"city": "Berlin"}}');
    case 'tooDeep':
      return vscode.l10n.t("This is nested more than {0} levels deep and can't be sent.", problem.levels);
    case 'fieldNotObject':
      return vscode.l10n.t('Expected a JSON object for "{0}", such as {1}', problem.field, '{"city": "Berlin"}');
    case 'unknownField':
      return vscode.l10n.t(
        'Unknown property "{0}". A run has "input" and "metadata". Does it belong in the input?',
        problem.field,
      );
  }
}

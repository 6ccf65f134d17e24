import * as vscode from 'vscode';
import { dialogs } from '../../dialogs';
import { jsonText } from '../../model/jsonObject';
import type { Run, RunStart } from '../../model/run';
import type { BeginAct } from '../../tracking/actions/actions';
import type { Store } from '../../tracking/store/store';
import { onDidCloseDocument } from '../remote/onDidCloseDocument';
import {
  isNewRunProblem,
  newRunSchema,
  parseNewRun,
  printNewRun,
  type NewRunProblem,
} from '../../formats/json/runInput';
import { runInputScheme } from '../remote/documentUri';
import { savedTexts } from '../remote/mementoTexts';
import { fromBytes, toBytes } from '../remote/utf8';

const schemaScheme = 'missions-schema';
/** Named in `contributes.jsonValidation`. VS Code asks for one schema for all such documents. */
const schemaUri = vscode.Uri.parse(`${schemaScheme}://newrun/schema.json`);
/** Where texts that were typed are kept, by mission, saved or not. */
const textsState = 'newRunTexts';
/** And the ids of the accounts that they were typed for. */
const accountsState = 'newRunAccounts';
/** Earlier runs from which inputs are learnt. */
const mostRuns = 20;

export interface NewRunDocuments {
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
export function registerNewRunDocuments(parts: {
  readonly store: Store;
  readonly begin: BeginAct;
  /** The one of all windows: what one of them has kept, another one of the same folder must not write over. */
  readonly state: vscode.Memento;
  /** Where texts were kept before: the workspace's own. */
  readonly earlierState: vscode.Memento;
}): NewRunDocuments {
  const { store, begin, state, earlierState } = parts;
  const changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  const schemaChanged = new vscode.EventEmitter<vscode.Uri>();
  const problems = vscode.languages.createDiagnosticCollection('missions-input');
  /** What VS Code was given of a mission's document where nothing had been typed. */
  const offered = new Map<string, string>();
  const writes = new Map<string, number>();
  /** The mission of the document that was worked on last: its earlier runs make the schema. */
  let current: string | undefined;
  let schema = '';

  const typedOf = (missionId: string) =>
    savedTexts(state, textsState)[missionId] ?? savedTexts(earlierState, textsState)[missionId];
  function keep(missionId: string, text: string): void {
    if (typedOf(missionId) === text) return;
    void state.update(textsState, { ...savedTexts(state, textsState), [missionId]: text });
  }

  function earlierRuns(missionId: string | undefined): Run[] {
    const runs = store.allRuns().filter((run) => run.missionId === missionId);
    return runs.sort((a, b) => b.startedAt - a.startedAt).slice(0, mostRuns);
  }

  async function textOf(missionId: string): Promise<string> {
    const typed = typedOf(missionId);
    if (typed !== undefined) return typed;
    // Without them it begins with nothing: that is no reason not to begin.
    await begin()
      .readRuns(missionId, mostRuns)
      .catch(() => undefined);
    const last = earlierRuns(missionId).find(({ input }) => input !== undefined);
    const text = printNewRun(last?.input ? { input: last.input } : {});
    offered.set(missionId, text);
    return text;
  }

  function follow(document: vscode.TextDocument | undefined): void {
    const missionId = document && missionOf(document.uri);
    if (missionId === undefined) return;
    current = missionId;
    renewSchema();
  }

  function renewSchema(): void {
    const fresh = jsonText(newRunSchema(earlierRuns(current), texts()));
    if (fresh === schema) return;
    schema = fresh;
    schemaChanged.fire(schemaUri);
  }

  const files: vscode.FileSystemProvider = {
    onDidChangeFile: changed.event,
    async stat(uri) {
      const missionId = idOf(uri);
      const text = typedOf(missionId) ?? offered.get(missionId) ?? (await textOf(missionId));
      const size = toBytes(uri, text).length;
      // Small and never falling while the window is open: only a save makes the file younger than its editor.
      return { type: vscode.FileType.File, ctime: 0, mtime: 1 + (writes.get(missionId) ?? 0), size };
    },
    readFile: async (uri) => toBytes(uri, await textOf(idOf(uri))),
    writeFile(uri, content) {
      const missionId = idOf(uri);
      keep(missionId, fromBytes(content));
      writes.set(missionId, 1 + (writes.get(missionId) ?? 0));
    },
    watch: () => new vscode.Disposable(() => undefined),
    readDirectory: () => [],
    createDirectory: refuse,
    delete: refuse,
    rename: refuse,
  };

  function onEdit({ document, contentChanges }: vscode.TextDocumentChangeEvent): void {
    const missionId = missionOf(document.uri);
    if (missionId === undefined || contentChanges.length === 0) return;
    problems.delete(document.uri);
    const text = document.getText();
    if (typedOf(missionId) !== undefined || text !== offered.get(missionId)) keep(missionId, text);
  }

  const lenses: vscode.CodeLensProvider = {
    provideCodeLenses: ({ uri }) => [
      new vscode.CodeLens(new vscode.Range(0, 0, 0, 0), {
        title: `$(play) ${vscode.l10n.t('Start Run')}`,
        command: 'missions.startRunFromDocument',
        arguments: [uri],
      }),
    ],
  };

  const registered = vscode.Disposable.from(
    changed,
    schemaChanged,
    problems,
    new vscode.Disposable(
      store.subscribe(({ runs }) => {
        if (current !== undefined && runs.size > 0) renewSchema();
      }),
    ),
    vscode.workspace.registerFileSystemProvider(runInputScheme, files, { isCaseSensitive: true }),
    vscode.workspace.registerTextDocumentContentProvider(schemaScheme, {
      onDidChange: schemaChanged.event,
      provideTextDocumentContent(): string {
        renewSchema();
        return schema;
      },
    }),
    vscode.languages.registerCodeLensProvider({ scheme: runInputScheme }, lenses),
    vscode.workspace.onDidChangeTextDocument(onEdit),
    onDidCloseDocument(({ uri }) => problems.delete(uri)),
    vscode.window.onDidChangeActiveTextEditor((editor) => follow(editor?.document)),
  );
  follow(vscode.window.activeTextEditor?.document);

  return {
    async open(missionId, name, accountId) {
      await state.update(accountsState, { ...savedTexts(state, accountsState), [missionId]: accountId });
      const open = vscode.workspace.textDocuments.find(({ uri }) => missionOf(uri) === missionId);
      const document = open ?? (await vscode.workspace.openTextDocument(uriOf(missionId, name)));
      await vscode.window.showTextDocument(document, { preview: false });
    },
    async read(uri, accountId) {
      const missionId = missionOf(uri);
      if (missionId === undefined) {
        void dialogs.showInformationMessage(vscode.l10n.t('Open the input of a run first: “Start Run with Input…”.'));
        return undefined;
      }
      const own = savedTexts(state, accountsState)[missionId];
      if (accountId && own && own !== accountId) {
        void dialogs.showWarningMessage(
          vscode.l10n.t('This run input belongs to another account. Switch back to that account to start the run.'),
        );
        return undefined;
      }
      const document = await vscode.workspace.openTextDocument(uri);
      const start = parseNewRun(document.getText());
      if (!isNewRunProblem(start)) {
        problems.delete(uri);
        await document.save();
        return { missionId, start };
      }
      const at = document.positionAt('at' in start ? start.at : 0);
      const range = document.getWordRangeAtPosition(at) ?? document.lineAt(at).range;
      const diagnostic = new vscode.Diagnostic(range, sayProblem(start), vscode.DiagnosticSeverity.Error);
      diagnostic.source = 'Missions';
      problems.set(uri, [diagnostic]);
      void dialogs.showWarningMessage(vscode.l10n.t('No run was started. {0}', sayProblem(start)));
      return undefined;
    },
    dispose() {
      registered.dispose();
    },
  };
}

function refuse(uri: vscode.Uri): never {
  throw vscode.FileSystemError.NoPermissions(uri);
}

/** `missions-input:/<mission id>/<name>.newrun.json`: the name is for people, only the id counts. */
function uriOf(missionId: string, name: string): vscode.Uri {
  const file = name
    .replace(/[\p{Cc}\p{Cf}\\/.]+/gu, ' ')
    .trim()
    .slice(0, 60);
  const path = `/${encodeURIComponent(missionId)}/${file === '' ? 'mission' : file}.newrun.json`;
  return vscode.Uri.from({ scheme: runInputScheme, path });
}

function missionOf(uri: vscode.Uri): string | undefined {
  const [, missionId, file] = uri.scheme === runInputScheme ? uri.path.split('/') : [];
  if (!missionId || !file?.endsWith('.newrun.json')) return undefined;
  try {
    return decodeURIComponent(missionId);
  } catch {
    return undefined;
  }
}

function idOf(uri: vscode.Uri): string {
  const missionId = missionOf(uri);
  if (missionId === undefined) throw vscode.FileSystemError.FileNotFound(uri);
  return missionId;
}

const texts = () => ({
  input: vscode.l10n.t('What the run is to work on. The agent finds it in the run.'),
  metadata: vscode.l10n.t('Any further facts about the run. Telnyx keeps them and gives them no meaning.'),
  seen: (seen: number, of: number) => vscode.l10n.t('In {0} of {1} earlier runs.', seen, of),
});

function sayProblem(problem: NewRunProblem): string {
  switch (problem.kind) {
    case 'notJson':
      return vscode.l10n.t('This is not JSON: {0}', problem.said);
    case 'notObject':
      return vscode.l10n.t('It must be a JSON object, like {0}', '{"input": {"city": "Berlin"}}');
    case 'tooDeep':
      return vscode.l10n.t('This is nested more than {0} levels deep: it could not be sent.', problem.levels);
    case 'fieldNotObject':
      return vscode.l10n.t('“{0}” must be a JSON object, like {1}', problem.field, '{"city": "Berlin"}');
    case 'unknownField':
      return vscode.l10n.t(
        'A run has an “input” and “metadata”, but no “{0}”. Does it belong into the input?',
        problem.field,
      );
  }
}

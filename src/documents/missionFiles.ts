import * as vscode from 'vscode';
import type { Run } from '../model/run';
import { valueOf } from '../tracking/facts';
import type { Store } from '../tracking/store';
import { executionModes, missionFileKeys, parseMissionFile, type MissionFile } from './missionFile';
import { sayMissionFileProblem } from './missionFileWords';
import { missionTexts } from './schemas';

export const missionFilePattern = '**/*.mission.md';
/** What is typed is looked at when the keys have rested for so long (ms). */
const rest = 250;

export function isMissionFile(uri: vscode.Uri): boolean {
  return uri.path.endsWith('.mission.md');
}

/** Problems, hovers, completion and lenses of `*.mission.md` files. Nothing of it asks the service. */
export function registerMissionFiles(parts: {
  readonly store: Store;
  /** What a lens says of the last run. */
  readonly sayRun: (run: Run) => string;
}): vscode.Disposable {
  const { store } = parts;
  const selector: vscode.DocumentSelector = { pattern: missionFilePattern };
  const problems = vscode.languages.createDiagnosticCollection('missions');
  const lensesChanged = new vscode.EventEmitter<void>();
  const parsed = new WeakMap<vscode.TextDocument, { readonly version: number; readonly file: MissionFile }>();
  const resting = new Map<string, ReturnType<typeof setTimeout>>();

  function fileOf(document: vscode.TextDocument): MissionFile {
    const held = parsed.get(document);
    if (held?.version === document.version) return held.file;
    const file = parseMissionFile(document.getText());
    parsed.set(document, { version: document.version, file });
    return file;
  }

  function rangeIn(document: vscode.TextDocument, range: { readonly start: number; readonly end: number }) {
    return new vscode.Range(document.positionAt(range.start), document.positionAt(range.end));
  }

  function check(document: vscode.TextDocument): void {
    if (!isMissionFile(document.uri) || document.isClosed) return;
    const found = fileOf(document).problems.map((problem) => {
      const severity =
        problem.severity === 'error' ? vscode.DiagnosticSeverity.Error : vscode.DiagnosticSeverity.Warning;
      const range = rangeIn(document, problem.range);
      const diagnostic = new vscode.Diagnostic(range, sayMissionFileProblem(problem), severity);
      diagnostic.source = 'Missions';
      diagnostic.code = problem.kind;
      return diagnostic;
    });
    problems.set(document.uri, found);
  }

  function checkSoon(document: vscode.TextDocument): void {
    if (!isMissionFile(document.uri)) return;
    const key = document.uri.toString();
    clearTimeout(resting.get(key));
    resting.set(
      key,
      setTimeout(() => {
        resting.delete(key);
        check(document);
      }, rest),
    );
  }

  function inFrontMatter(document: vscode.TextDocument, position: vscode.Position): boolean {
    const { yaml } = fileOf(document).layout;
    const offset = document.offsetAt(position);
    return offset >= yaml.start && offset <= yaml.end;
  }

  function completions(document: vscode.TextDocument, position: vscode.Position): vscode.CompletionItem[] {
    if (!inFrontMatter(document, position)) return [];
    const before = document.lineAt(position.line).text.slice(0, position.character);
    const [, key] = /^(\w+):\s*\S*$/.exec(before) ?? [];
    const values = (words: readonly string[]) =>
      words.map((word) => new vscode.CompletionItem(word, vscode.CompletionItemKind.Value));
    if (key === 'execution_mode') return values(executionModes);
    if (key === 'model') return values(modelsIn(store));
    if (!/^\w*$/.test(before)) return [];
    const here = new Set(fileOf(document).entries.map((entry) => entry.key));
    return missionFileKeys
      .filter((name) => !here.has(name) && name !== 'mission_id')
      .map((name) => {
        const item = new vscode.CompletionItem(name, vscode.CompletionItemKind.Property);
        item.insertText = `${name}: `;
        item.documentation = missionTexts[name];
        return item;
      });
  }

  function hover(document: vscode.TextDocument, position: vscode.Position): vscode.Hover | undefined {
    const offset = document.offsetAt(position);
    const entry = fileOf(document).entries.find(({ keyRange }) => offset >= keyRange.start && offset <= keyRange.end);
    const key = missionFileKeys.find((name) => name === entry?.key);
    if (!entry || !key) return undefined;
    return new vscode.Hover(new vscode.MarkdownString(missionTexts[key]), rangeIn(document, entry.keyRange));
  }

  function lenses(document: vscode.TextDocument): vscode.CodeLens[] {
    const { missionId } = fileOf(document);
    const { uri } = document;
    const top = new vscode.Range(0, 0, 0, 0);
    const lens = (title: string, command: string, ...more: unknown[]) =>
      new vscode.CodeLens(top, { title, command: `missions.${command}`, arguments: more });
    const publish = lens(`$(cloud-upload) ${vscode.l10n.t('Publish')}`, 'publishMissionFile', uri);
    if (missionId === undefined) return [publish];
    const target = { missionId };
    return [
      publish,
      lens(`$(cloud-download) ${vscode.l10n.t('Pull')}`, 'pullMissionFile', uri),
      lens(`$(compare-changes) ${vscode.l10n.t('Compare')}`, 'compareMissionFile', uri),
      lens(`$(play) ${vscode.l10n.t('Start Run')}`, 'startRun', target),
      ...lastRuns(missionId).map((run) => lens(parts.sayRun(run), 'openTimeline', { missionId, runId: run.runId })),
    ];
  }

  /** The newest run of the mission that is known, if one is. */
  function lastRuns(missionId: string): Run[] {
    const runs = (valueOf(store.runList(missionId))?.runIds ?? []).flatMap((runId) => valueOf(store.run(runId)) ?? []);
    return runs.sort((a, b) => b.startedAt - a.startedAt).slice(0, 1);
  }

  for (const document of vscode.workspace.textDocuments) check(document);
  const unsubscribe = store.subscribe(({ runs }) => {
    if (runs.size > 0) lensesChanged.fire();
  });
  return vscode.Disposable.from(
    problems,
    lensesChanged,
    new vscode.Disposable(unsubscribe),
    new vscode.Disposable(() => {
      for (const timer of resting.values()) clearTimeout(timer);
    }),
    vscode.workspace.onDidOpenTextDocument(check),
    vscode.workspace.onDidChangeTextDocument(({ document }) => checkSoon(document)),
    vscode.workspace.onDidCloseTextDocument(({ uri }) => problems.delete(uri)),
    vscode.languages.registerCompletionItemProvider(
      selector,
      { provideCompletionItems: (document, position) => completions(document, position) },
      ':',
      ' ',
    ),
    vscode.languages.registerHoverProvider(selector, {
      provideHover: (document, position) => hover(document, position),
    }),
    vscode.languages.registerCodeLensProvider(selector, {
      onDidChangeCodeLenses: lensesChanged.event,
      provideCodeLenses: (document) => lenses(document),
    }),
  );
}

/** Models that missions of the account name, the most used first. */
export function modelsIn(store: Store): string[] {
  const counts = new Map<string, number>();
  for (const missionId of valueOf(store.missionList())?.missionIds ?? []) {
    const model = store.mission(missionId)?.model;
    if (model) counts.set(model, (counts.get(model) ?? 0) + 1);
  }
  return [...counts].sort(([, a], [, b]) => b - a).map(([model]) => model);
}

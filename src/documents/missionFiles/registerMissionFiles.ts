import * as vscode from 'vscode';
import type { Run } from '../../model/run';
import type { Timing } from '../../model/timing';
import { valueOf } from '../../tracking/store/facts';
import type { Store } from '../../tracking/store/store';
import { onDidCloseDocument } from '../remote/onDidCloseDocument';
import {
  executionModes,
  isMissionId,
  missionFileKeys,
  parseMissionFile,
  type MissionFile,
} from '../../formats/missionFile/missionFile';
import { missionFileLayout, type TextRange } from '../../formats/missionFile/missionFileLayout';
import { goneCode, registerMissionFileFixes, sharedCode } from './missionFileQuickFixes';
import { registerMissionFileLenses } from './missionFileCodeLenses';
import type { MissionFileClaims } from './missionFileClaims';
import type { MissionFilePublisher } from './missionFilePublisher';
import type { MissionFileStates } from './missionFileSyncStates';
import { isMissionFile, missionFilePattern } from './missionFileUri';
import { sayMissionFileProblem } from './missionFileMessages';
import { missionTexts } from '../../formats/json/fieldDescriptions';

/**
 * Problems, hovers, completion and lenses of `*.mission.md` files. All that is asked of the service is whether a
 * mission that nothing is known of exists: once for each open file and account.
 */
export function registerMissionFiles(parts: {
  readonly store: Store;
  readonly states: MissionFileStates;
  readonly claims: MissionFileClaims;
  readonly publisher: MissionFilePublisher;
  readonly hasAccount: () => Promise<boolean>;
  /** What a lens says of the last run. */
  readonly sayRun: (run: Run) => string;
  readonly timing: Timing;
}): vscode.Disposable {
  const { store, states, claims } = parts;
  const selector: vscode.DocumentSelector = { pattern: missionFilePattern };
  const problems = vscode.languages.createDiagnosticCollection('missions');
  const parsed = new WeakMap<vscode.TextDocument, { readonly version: number; readonly file: MissionFile }>();
  const resting = new Map<string, ReturnType<typeof setTimeout>>();
  /** Missions that were looked for, by the file that names them, for the account of now. */
  const lookedFor = new Map<string, string>();
  let { epoch } = store;

  function fileOf(document: vscode.TextDocument): MissionFile {
    const held = parsed.get(document);
    if (held?.version === document.version) return held.file;
    const file = parseMissionFile(document.getText());
    parsed.set(document, { version: document.version, file });
    return file;
  }

  function rangeIn(document: vscode.TextDocument, range: TextRange) {
    return new vscode.Range(document.positionAt(range.start), document.positionAt(range.end));
  }

  function check(document: vscode.TextDocument): void {
    if (!isMissionFile(document.uri) || document.isClosed) return;
    const file = fileOf(document);
    const found = file.problems.map((problem) => {
      const severity =
        problem.severity === 'error' ? vscode.DiagnosticSeverity.Error : vscode.DiagnosticSeverity.Warning;
      return diagnostic(document, problem.range, sayMissionFileProblem(problem), severity, problem.kind);
    });
    const entry = file.entries.find(({ key }) => key === 'mission_id');
    if (entry && states.stateOf(document.uri) === 'deletedThere') {
      const message = vscode.l10n.t(
        'Telnyx has no mission of this id: it was deleted, or belongs to another account. The file is kept.',
      );
      const { Warning } = vscode.DiagnosticSeverity;
      found.push(diagnostic(document, entry.valueRange, message, Warning, goneCode));
    }
    const others = file.missionId === undefined ? [] : claims.othersOf(document.uri, file.missionId);
    const [other] = others;
    if (entry && other) {
      const names = others.map((uri) => vscode.workspace.asRelativePath(uri)).join(', ');
      const message = vscode.l10n.t('This mission ID is also used by {0}.', names);
      const { Warning } = vscode.DiagnosticSeverity;
      found.push(diagnostic(document, entry.valueRange, message, Warning, sharedCode));
    }
    problems.set(document.uri, found);
    void lookFor(document.uri, file.missionId);
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

  /** Whether the mission exists, where nothing is known of it. What it finds, store and states tell of. */
  async function lookFor(uri: vscode.Uri, missionId: string | undefined): Promise<void> {
    // A folder that nobody vouches for is no reason to ask anything.
    if (missionId === undefined || !isMissionId(missionId) || !vscode.workspace.isTrusted) return;
    const key = uri.toString();
    if (lookedFor.get(key) === missionId || store.mission(missionId)?.instructions !== undefined) return;
    lookedFor.set(key, missionId);
    if (!(await parts.hasAccount())) lookedFor.delete(key);
    // Whether it could be read is not this file's matter to tell.
    else await parts.publisher.readRemote(missionId).catch(() => undefined);
  }

  function checkOpen(concerned: (uri: vscode.Uri) => boolean = () => true): void {
    for (const document of vscode.workspace.textDocuments) if (concerned(document.uri)) check(document);
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
      }, parts.timing.missionFileRestMs),
    );
  }

  /** Asked for while somebody types: it reads no YAML. */
  function completions(document: vscode.TextDocument, position: vscode.Position): vscode.CompletionItem[] {
    const text = document.getText();
    const { yaml } = missionFileLayout(text);
    const offset = document.offsetAt(position);
    if (offset < yaml.start || offset > yaml.end) return [];
    const before = document.lineAt(position.line).text.slice(0, position.character);
    const [, key] = /^(\w+):\s*\S*$/.exec(before) ?? [];
    const values = (words: readonly string[]) =>
      words.map((word) => new vscode.CompletionItem(word, vscode.CompletionItemKind.Value));
    if (key === 'execution_mode') return values(executionModes);
    if (key === 'model') return values(modelsIn(store));
    if (!/^\w*$/.test(before)) return [];
    const held = parsed.get(document);
    const here = new Set(held?.version === document.version ? held.file.entries.map((entry) => entry.key) : []);
    for (const [, word = ''] of text.slice(yaml.start, yaml.end).matchAll(/^(\w+):/gm)) here.add(word);
    return missionFileKeys
      .filter((name) => !here.has(name) && name !== 'mission_id')
      .map((name) => {
        const item = new vscode.CompletionItem(name, vscode.CompletionItemKind.Property);
        item.insertText = `${name}: `;
        item.documentation = vscode.l10n.t(missionTexts[name]);
        return item;
      });
  }

  function hover(document: vscode.TextDocument, position: vscode.Position): vscode.Hover | undefined {
    const offset = document.offsetAt(position);
    const entry = fileOf(document).entries.find(({ keyRange }) => offset >= keyRange.start && offset <= keyRange.end);
    const key = missionFileKeys.find((name) => name === entry?.key);
    if (!entry || !key) return undefined;
    return new vscode.Hover(
      new vscode.MarkdownString(vscode.l10n.t(missionTexts[key])),
      rangeIn(document, entry.keyRange),
    );
  }

  checkOpen();
  const unsubscribe = store.subscribe(() => {
    if (store.epoch === epoch) return;
    epoch = store.epoch;
    lookedFor.clear();
    checkOpen();
  });
  return vscode.Disposable.from(
    problems,
    new vscode.Disposable(unsubscribe),
    new vscode.Disposable(() => {
      for (const timer of resting.values()) clearTimeout(timer);
    }),
    registerMissionFileLenses({ ...parts, fileOf }),
    registerMissionFileFixes(fileOf),
    states.onDidChange((uris) => {
      const keys = new Set(uris.map(String));
      checkOpen((uri) => keys.has(uri.toString()));
    }),
    claims.onDidChange(() => checkOpen()),
    vscode.workspace.onDidGrantWorkspaceTrust(() => checkOpen()),
    vscode.workspace.onDidOpenTextDocument(check),
    vscode.workspace.onDidChangeTextDocument(({ document }) => checkSoon(document)),
    onDidCloseDocument(({ uri }) => {
      problems.delete(uri);
      lookedFor.delete(uri.toString());
    }),
    vscode.languages.registerCompletionItemProvider(
      selector,
      { provideCompletionItems: (document, position) => completions(document, position) },
      ':',
      ' ',
    ),
    vscode.languages.registerHoverProvider(selector, {
      provideHover: (document, position) => hover(document, position),
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

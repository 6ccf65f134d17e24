import * as vscode from 'vscode';
import { isMissionId } from '../../formats/missionFile/missionFile';
import type { Timing } from '../../model/timing';
import type { Poller } from '../../tracking/polling/poller';
import type { Store } from '../../tracking/store/store';
import { onDidCloseDocument } from '../editors/onDidCloseDocument';
import type { MissionFileClaims } from '../missionFiles/missionFileClaims';
import { registerMissionFileLenses, type DescribeRun } from './missionFileCodeLenses';
import { registerMissionFileCompletions } from './missionFileCompletions';
import { missionFileDiagnostics } from './missionFileDiagnostics';
import type { MissionFilePublisher } from '../missionFiles/missionFilePublisher';
import { registerMissionFileFixes } from './missionFileQuickFixes';
import type { MissionFileStates } from '../missionFiles/missionFileSyncStates';
import { isMissionFile } from '../missionFiles/missionFileUri';
import { createParsedMissionFiles } from './parsedMissionFiles';
import { createRestTimers } from '../missionFiles/restTimers';

/**
 * Problems, hovers, completion and lenses of `*.mission.md` files. All that is asked of the service is whether a
 * mission that nothing is known of exists, once for each open file and account, and how the last run of a visible file
 * goes on while it is active.
 */
export function registerMissionFiles(parts: {
  readonly store: Store;
  readonly poller: Pick<Poller, 'watch'>;
  readonly states: MissionFileStates;
  readonly claims: MissionFileClaims;
  readonly publisher: MissionFilePublisher;
  readonly hasAccount: () => Promise<boolean>;
  /** What a lens says of the last run. */
  readonly sayRun: DescribeRun;
  readonly timing: Timing;
}): vscode.Disposable {
  const { store, states, claims } = parts;
  const files = createParsedMissionFiles();
  const problems = vscode.languages.createDiagnosticCollection('missions');
  const resting = createRestTimers(() => parts.timing.missionFileRestMs);
  /** Missions that were looked for, by the file that names them, for the account of now. */
  const lookedFor = new Map<string, string>();
  let { epoch } = store;

  function check(document: vscode.TextDocument): void {
    if (!isMissionFile(document.uri) || document.isClosed) return;
    const file = files.of(document);
    problems.set(document.uri, missionFileDiagnostics(document, file, { states, claims }));
    void lookFor(document.uri, file.missionId);
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

  function checkOpen(isConcerned: (uri: vscode.Uri) => boolean = () => true): void {
    for (const document of vscode.workspace.textDocuments) if (isConcerned(document.uri)) check(document);
  }

  checkOpen();
  const unsubscribe = store.subscribe(() => {
    if (store.epoch === epoch) return;
    epoch = store.epoch;
    lookedFor.clear();
    checkOpen();
  });
  const fileOf = (document: vscode.TextDocument) => files.of(document);
  return vscode.Disposable.from(
    problems,
    resting,
    new vscode.Disposable(unsubscribe),
    registerMissionFileLenses({ ...parts, fileOf }),
    registerMissionFileFixes(fileOf),
    registerMissionFileCompletions(store, files),
    states.onDidChange((uris) => {
      const keys = new Set(uris.map(String));
      checkOpen((uri) => keys.has(uri.toString()));
    }),
    claims.onDidChange(() => checkOpen()),
    vscode.workspace.onDidGrantWorkspaceTrust(() => checkOpen()),
    vscode.workspace.onDidOpenTextDocument(check),
    vscode.workspace.onDidChangeTextDocument(({ document }) => {
      if (isMissionFile(document.uri)) resting.restart(document.uri.toString(), () => check(document));
    }),
    onDidCloseDocument(({ uri }) => {
      problems.delete(uri);
      lookedFor.delete(uri.toString());
    }),
  );
}

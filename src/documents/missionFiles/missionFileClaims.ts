import * as vscode from 'vscode';
import { parseMissionFile } from '../../formats/missionFile/missionFile';
import type { Timing } from '../../model/timing';
import { onDidCloseDocument } from '../editors/onDidCloseDocument';
import { missionFileText } from './missionFileText';
import { isMissionFile, missionFilePattern } from './missionFileUri';
import { createRestTimers } from './restTimers';

/** Files that are read side by side. */
const readsAtOnce = 8;

/** Which mission files have the ID of which mission: a copy of a file has the ID of its original. */
export interface MissionFileClaims {
  /** Other files may have an ID that a file has. */
  readonly onDidChange: vscode.Event<void>;
  /** Other files with this ID, as far as is known. The first to ask makes the files of the workspace be read. */
  othersOf(uri: vscode.Uri, missionId: string): readonly vscode.Uri[];
  /** Other files that have this ID now, as URIs: files that VS Code has not told of yet are found too. */
  readOthersOf(file: string, missionId: string): Promise<readonly string[]>;
  dispose(): void;
}

type Claim = { readonly uri: vscode.Uri; readonly missionId: string | undefined };

export function registerMissionFileClaims(timing: Timing): MissionFileClaims {
  const changed = new vscode.EventEmitter<void>();
  /** All files that have been read. */
  const claims = new Map<string, Claim>();
  const resting = createRestTimers(() => timing.missionFileRestMs);
  let reading: Promise<void> | undefined;

  /** Reads the files that there are and that `isDue`. */
  async function readAll(isDue: (known: Claim | undefined) => boolean): Promise<void> {
    const found = await vscode.workspace.findFiles(missionFilePattern, '**/node_modules/**');
    const open = vscode.workspace.textDocuments.flatMap(({ uri, isClosed }) => (isClosed ? [] : uri));
    const left = [...found, ...open].filter((uri) => isMissionFile(uri) && isDue(claims.get(uri.toString())));
    let isChanged = false as boolean;
    const readSome = async () => {
      for (let uri = left.pop(); uri; uri = left.pop()) if (await read(uri)) isChanged = true;
    };
    await Promise.all(Array.from({ length: readsAtOnce }, readSome));
    if (isChanged) changed.fire();
  }

  function readFirst(): Promise<void> {
    return (reading ??= readAll(() => true));
  }

  /** Returns whether the file has another ID than before. */
  async function read(uri: vscode.Uri): Promise<boolean> {
    const key = uri.toString();
    const missionId = await idIn(uri);
    const before = claims.get(key)?.missionId;
    claims.set(key, { uri, missionId });
    return missionId !== before;
  }

  async function readAgain(uri: vscode.Uri): Promise<void> {
    if (reading && isMissionFile(uri) && !uri.path.includes('/node_modules/') && (await read(uri))) changed.fire();
  }

  function readWhenResting(uri: vscode.Uri): void {
    if (!reading || !isMissionFile(uri)) return;
    resting.restart(uri.toString(), () => void readAgain(uri));
  }

  function known(file: string, missionId: string): Claim[] {
    return [...claims]
      .filter(([key, claim]) => key !== file && claim.missionId === missionId.toLowerCase())
      .map(([, claim]) => claim);
  }

  const watcher = vscode.workspace.createFileSystemWatcher(missionFilePattern);
  const disposables = vscode.Disposable.from(
    changed,
    watcher,
    watcher.onDidCreate(readAgain),
    watcher.onDidChange(readAgain),
    watcher.onDidDelete(readAgain),
    vscode.workspace.onDidOpenTextDocument(({ uri }) => readAgain(uri)),
    vscode.workspace.onDidChangeTextDocument(({ document }) => readWhenResting(document.uri)),
    onDidCloseDocument(({ uri }) => void readAgain(uri)),
    vscode.workspace.onDidChangeWorkspaceFolders(() => {
      if (reading) void readAll((known) => known === undefined);
    }),
    resting,
  );
  return {
    onDidChange: changed.event,
    othersOf(uri, missionId) {
      void readFirst();
      return known(uri.toString(), missionId).map((claim): vscode.Uri => claim.uri);
    },
    async readOthersOf(file, missionId) {
      await readFirst();
      await readAll((claim) => claim === undefined);
      // A file that was moved or changed may not have been told of yet.
      await Promise.all(known(file, missionId).map(({ uri }) => read(uri)));
      return known(file, missionId).map(({ uri }) => uri.toString());
    },
    dispose() {
      disposables.dispose();
    },
  };
}

/** However the ID is written, it is the same mission. Where there is no such file, there is none. */
async function idIn(uri: vscode.Uri): Promise<string | undefined> {
  try {
    return parseMissionFile(await missionFileText(uri)).missionId?.toLowerCase();
  } catch {
    return undefined;
  }
}

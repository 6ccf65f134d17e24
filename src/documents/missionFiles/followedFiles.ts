import * as vscode from 'vscode';
import { parseMissionFile } from '../../formats/missionFile/missionFile';
import { withLineFeeds } from '../../formats/missionFile/missionFileLayout';
import { whenDocument } from '../editors/editorDocuments';
import { textOnDisk } from './missionFileText';
import type { PublishedFile } from './publishedFile';

/** A rename that VS Code has announced and that takes longer than this (ms) holds nothing up any more. */
const maxRenameMs = 10_000;
/** How long (ms) an editor may take to show what is on disk. */
const maxStaleMs = 5000;
/** A file may be moved again while it is written to. */
const maxMoves = 5;

type Followed = { uri: vscode.Uri };

export interface FollowedFiles {
  /** Follows a file wherever it is moved to in VS Code, until it is stopped. */
  follow(uri: vscode.Uri): PublishedFile;
  dispose(): void;
}

/**
 * Files that something is under way with: renamed or moved in VS Code, they are known by their new place, and a deleted
 * one never comes back. `onMoved` hears of each rename, of a file or of a folder: `to` makes the new URI of an old one.
 */
export function registerFollowedFiles(onMoved: (to: (uri: string) => string) => void): FollowedFiles {
  const followed = new Set<Followed>();
  /** Renames that were announced and have not happened yet, by the old URI. */
  const renames = new Map<string, ReturnType<typeof setTimeout>>();
  let waiting: (() => void)[] = [];

  function endRename(key: string): void {
    clearTimeout(renames.get(key));
    renames.delete(key);
    if (renames.size > 0) return;
    const ready = waiting;
    waiting = [];
    for (const go of ready) go();
  }

  /** What the file says on disk; `undefined` where there is none. One that is just being moved is where it will be. */
  async function onDisk(file: Followed): Promise<string | undefined> {
    if (renames.size > 0) await new Promise<void>((resolve) => waiting.push(resolve));
    const { uri } = file;
    try {
      return await textOnDisk(uri);
    } catch {
      return file.uri === uri && renames.size === 0 ? undefined : onDisk(file);
    }
  }

  /** The file in an editor or not, with what is on disk, which a clean editor shows by now. */
  async function open(file: Followed): Promise<{ document: vscode.TextDocument; saved: string } | undefined> {
    const saved = await onDisk(file);
    if (saved === undefined) return undefined;
    const document = await vscode.workspace.openTextDocument(file.uri);
    await whenDocument(document, () => !isStale(document, saved), maxStaleMs);
    return { document, saved };
  }

  async function save(file: Followed): Promise<boolean> {
    const opened = await open(file);
    return opened !== undefined && (!opened.document.isDirty || (await opened.document.save()));
  }

  async function edit(file: Followed, change: (text: string) => string): Promise<boolean> {
    const opened = await open(file);
    if (!opened) return false;
    const { document } = opened;
    const text = document.getText();
    const { start, end, insert } = difference(text, change(text));
    if (end > start || insert !== '') {
      const edits = new vscode.WorkspaceEdit();
      edits.replace(document.uri, new vscode.Range(document.positionAt(start), document.positionAt(end)), insert);
      if (!(await vscode.workspace.applyEdit(edits))) return false;
    }
    // Looked up once more: saving would bring a file back that was deleted meanwhile.
    return save(file);
  }

  const listeners = vscode.Disposable.from(
    vscode.workspace.onWillRenameFiles(({ files }) => {
      for (const key of files.map(({ oldUri }) => oldUri.toString()))
        renames.set(
          key,
          setTimeout(() => endRename(key), maxRenameMs),
        );
    }),
    vscode.workspace.onDidRenameFiles(({ files }) => {
      const to = (uri: vscode.Uri) => files.reduce((at, { oldUri, newUri }) => moved(at, oldUri, newUri), uri);
      for (const file of followed) file.uri = to(file.uri);
      onMoved((uri) => to(vscode.Uri.parse(uri)).toString());
      for (const { oldUri } of files) endRename(oldUri.toString());
    }),
    new vscode.Disposable(() => {
      for (const key of [...renames.keys()]) endRename(key);
    }),
  );

  return {
    follow(uri) {
      const file: Followed = { uri };
      followed.add(file);
      return {
        get key() {
          return file.uri.toString();
        },
        async read() {
          const opened = await open(file);
          if (!opened) return undefined;
          const { document, saved } = opened;
          return { text: document.isDirty ? document.getText() : saved, saved, isDirty: document.isDirty };
        },
        save: () => save(file),
        async edit(change) {
          for (let moves = 0; moves < maxMoves; moves++) {
            const { uri: before } = file;
            const isDone = await edit(file, change).catch(() => false);
            if (isDone || ((await onDisk(file)) === undefined && file.uri === before)) return isDone;
            if (file.uri === before) return false;
          }
          return false;
        },
        stop: () => {
          followed.delete(file);
        },
      };
    },
    dispose() {
      listeners.dispose();
    },
  };
}

/** The id that a mission file has on disk; nothing where it has none, or where there is no such file. */
export async function missionIdOnDisk(file: string): Promise<string | undefined> {
  try {
    return parseMissionFile(await textOnDisk(vscode.Uri.parse(file))).missionId;
  } catch {
    return undefined;
  }
}

/** Whether a clean editor still shows what was on disk before. */
function isStale(document: vscode.TextDocument, saved: string): boolean {
  return !document.isDirty && withLineFeeds(document.getText()) !== withLineFeeds(saved.replace(/^\uFEFF/, ''));
}

/** Where `uri` is once `from`, which may be a folder above it, has become `to`. */
function moved(uri: vscode.Uri, from: vscode.Uri, to: vscode.Uri): vscode.Uri {
  if (uri.scheme !== from.scheme || uri.authority !== from.authority) return uri;
  if (uri.path === from.path) return to;
  return uri.path.startsWith(`${from.path}/`) ? to.with({ path: to.path + uri.path.slice(from.path.length) }) : uri;
}

/** The part in which the texts differ: the cursor and what is undone stay apart from the rest. */
function difference(before: string, after: string): { start: number; end: number; insert: string } {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start++;
  let tail = 0;
  while (tail < shorter - start && before.at(-1 - tail) === after.at(-1 - tail)) tail++;
  // Not between a carriage return and its line feed.
  if (start > 0 && before[start - 1] === '\r') start--;
  if (tail > 0 && before.at(-tail) === '\n') tail--;
  return { start, end: before.length - tail, insert: after.slice(start, after.length - tail) };
}

import * as vscode from 'vscode';
import { dialogs } from '../dialogs';
import { ApiError } from '../api/apiError';
import { explain } from '../explain';
import type { Mission } from '../model/mission';
import type { Actions } from '../tracking/actions';
import type { Poller } from '../tracking/poller';
import type { Change } from '../tracking/facts';
import type { Store } from '../tracking/store';
import { documentOf, missionsScheme, uriOf } from './uri';

/** The instructions of one mission, as VS Code was told of them. */
type Opened = {
  readonly uri: vscode.Uri;
  /** The text that edits in the editor are based on. */
  base: string;
  /** What was read last; it becomes the base as soon as the editor shows it. */
  read: string;
  updatedAt: number;
  /** Grows with every change of the text, even where `updated_at` stands still, so that VS Code notices. */
  mtime: number;
  /** The `mtime` that belongs to `base`. */
  baseMtime: number;
};

export interface Documents {
  /** Opens a mission's instructions in an editor. Throws `ApiError`. */
  openInstructions(mission: Pick<Mission, 'missionId' | 'name'>): Promise<void>;
  dispose(): void;
}

/** The `missions:` file system: instructions as files. */
export function registerDocuments(parts: {
  readonly store: Store;
  readonly actions: Actions;
  readonly poller: Poller;
}): Documents {
  const files = new MissionsFs(parts.store, parts.actions);
  const disposables = vscode.Disposable.from(
    files,
    vscode.workspace.registerFileSystemProvider(missionsScheme, files, { isCaseSensitive: true }),
    vscode.workspace.onDidChangeTextDocument(({ document }) => files.rebase(document)),
    vscode.workspace.onDidSaveTextDocument((document) => files.rebase(document)),
    vscode.workspace.onDidOpenTextDocument((document) => files.rebase(document)),
    vscode.workspace.onDidCloseTextDocument((document) => files.forget(document.uri)),
    watchVisible(parts.poller),
  );
  return {
    async openInstructions(mission) {
      const uri = files.openUri(mission.missionId) ?? uriOf({ ...mission, document: 'instructions' }, mission.name);
      // Read first, so that what goes wrong is said in our words.
      await files.load(uri);
      const document = await vscode.workspace.openTextDocument(uri);
      await vscode.window.showTextDocument(document, { preview: false });
      await files.shown(document);
    },
    dispose() {
      disposables.dispose();
    },
  };
}

/** Missions whose instructions somebody sees are asked for now and then. */
function watchVisible(poller: Poller): vscode.Disposable {
  const watching = new Map<string, () => void>();
  const look = (editors: readonly vscode.TextEditor[]) => {
    const visible = new Set(editors.flatMap(({ document }) => documentOf(document.uri)?.missionId ?? []));
    for (const missionId of visible)
      if (!watching.has(missionId)) watching.set(missionId, poller.watch({ kind: 'mission', missionId }));
    for (const [missionId, stop] of watching) {
      if (visible.has(missionId)) continue;
      watching.delete(missionId);
      stop();
    }
  };
  look(vscode.window.visibleTextEditors);
  return vscode.Disposable.from(
    vscode.window.onDidChangeVisibleTextEditors(look),
    new vscode.Disposable(() => look([])),
  );
}

class MissionsFs implements vscode.FileSystemProvider {
  readonly #changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  readonly onDidChangeFile = this.#changed.event;
  readonly #opened = new Map<string, Opened>();
  readonly #unsubscribe: () => void;

  constructor(
    readonly store: Store,
    readonly actions: Actions,
  ) {
    this.#unsubscribe = store.subscribe((change) => this.#apply(change));
  }

  dispose(): void {
    this.#unsubscribe();
    this.#changed.dispose();
  }

  /** The URI under which the mission's instructions are open already. */
  openUri(missionId: string): vscode.Uri | undefined {
    return this.#opened.get(missionId)?.uri;
  }

  async load(uri: vscode.Uri): Promise<Opened> {
    const target = documentOf(uri);
    if (target?.document !== 'instructions') throw vscode.FileSystemError.FileNotFound(uri);
    const mission = await this.actions.readMission(target.missionId);
    return this.#take(uri, mission);
  }

  /** Notes what the server has now. The base stays what the editor shows, until it shows this. */
  #take(uri: vscode.Uri, mission: Mission): Opened {
    const text = mission.instructions ?? '';
    const held = this.#opened.get(mission.missionId);
    if (!held) {
      const { updatedAt } = mission;
      const opened: Opened = { uri, base: text, read: text, updatedAt, mtime: updatedAt, baseMtime: updatedAt };
      this.#opened.set(mission.missionId, opened);
      return opened;
    }
    held.updatedAt = mission.updatedAt;
    if (text !== held.read) {
      held.mtime = Math.max(held.mtime + 1, mission.updatedAt);
      held.read = text;
      // VS Code reads it again where the editor is not dirty.
      this.#changed.fire([{ type: vscode.FileChangeType.Changed, uri: held.uri }]);
    }
    const document = openDocument(held.uri);
    if (document) this.rebase(document);
    else this.#basedOnRead(held);
    return held;
  }

  /** Resolves when the editor shows what was read last: VS Code may have an older text of the document in memory. */
  async shown(document: vscode.TextDocument): Promise<void> {
    const opened = this.#openedOf(document.uri);
    for (let tries = 0; opened && tries < 40; tries++) {
      if (document.isDirty || sameLines(document.getText(), opened.read)) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  #openedOf(uri: vscode.Uri): Opened | undefined {
    const target = documentOf(uri);
    return target?.document === 'instructions' ? this.#opened.get(target.missionId) : undefined;
  }

  /** An editor that is not dirty shows what was read last: from now on its edits are based on that. */
  rebase(document: vscode.TextDocument): void {
    const opened = this.#openedOf(document.uri);
    if (opened && !document.isDirty && sameLines(document.getText(), opened.read)) this.#basedOnRead(opened);
  }

  #basedOnRead(opened: Opened): void {
    opened.base = opened.read;
    opened.baseMtime = opened.mtime;
  }

  forget(uri: vscode.Uri): void {
    const target = documentOf(uri);
    if (target?.document === 'instructions') this.#opened.delete(target.missionId);
  }

  /** The mission was read, for whatever reason: an editor that shows an older text of it is to reload. */
  #apply(change: Change): void {
    for (const missionId of change.missions) {
      const opened = this.#opened.get(missionId);
      const mission = this.store.mission(missionId);
      if (!opened || mission?.instructions === undefined) continue;
      if (mission.instructions === opened.read || mission.updatedAt < opened.updatedAt) continue;
      this.#take(opened.uri, mission);
    }
  }

  // What VS Code asks

  async stat(uri: vscode.Uri): Promise<vscode.FileStat> {
    return this.#told(uri, async () => {
      const target = documentOf(uri);
      if (!target) throw vscode.FileSystemError.FileNotFound(uri);
      const text = target.document === 'remote' ? await this.#remote(target.missionId) : undefined;
      const opened = text === undefined ? (this.#opened.get(target.missionId) ?? (await this.load(uri))) : undefined;
      const stat = {
        type: vscode.FileType.File,
        ctime: 0,
        // Whether a dirty editor may be saved is decided when it is: VS Code's own check, by time and length, would
        // ask a second time, and would still refuse after "Overwrite".
        mtime: (openDocument(uri)?.isDirty ? opened?.baseMtime : opened?.mtime) ?? Date.now(),
        size: new TextEncoder().encode(text ?? opened?.read ?? '').length,
      };
      return target.document === 'remote' ? { ...stat, permissions: vscode.FilePermission.Readonly } : stat;
    });
  }

  async readFile(uri: vscode.Uri): Promise<Uint8Array> {
    return this.#told(uri, async () => {
      const target = documentOf(uri);
      if (!target) throw vscode.FileSystemError.FileNotFound(uri);
      const text = target.document === 'remote' ? await this.#remote(target.missionId) : (await this.load(uri)).read;
      return new TextEncoder().encode(text);
    });
  }

  async #remote(missionId: string): Promise<string> {
    return (await this.actions.readMission(missionId)).instructions ?? '';
  }

  async writeFile(uri: vscode.Uri, content: Uint8Array): Promise<void> {
    const target = documentOf(uri);
    if (target?.document !== 'instructions') throw vscode.FileSystemError.NoPermissions(uri);
    let mine: string;
    try {
      mine = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(content);
    } catch {
      throw vscode.FileSystemError.Unavailable(vscode.l10n.t('Instructions can only be saved as UTF-8.'));
    }
    const { missionId } = target;
    const opened = this.#opened.get(missionId) ?? (await this.#told(uri, () => this.load(uri)));
    const outcome = await this.#told(uri, () => this.actions.saveInstructions(missionId, opened.base, mine));
    if (outcome.kind === 'conflict') {
      this.#offer(opened, outcome.remote);
      throw vscode.FileSystemError.Unavailable(vscode.l10n.t('Changed elsewhere: compare or overwrite'));
    }
    opened.read = mine;
    opened.updatedAt = outcome.mission.updatedAt;
    opened.mtime = Math.max(opened.mtime + 1, outcome.mission.updatedAt);
    this.#basedOnRead(opened);
  }

  /** Never overwrites silently: the person looks, or says so. */
  #offer(opened: Opened, remote: Mission): void {
    const compare = vscode.l10n.t('Compare');
    const overwrite = vscode.l10n.t('Overwrite');
    const message = vscode.l10n.t(
      'The instructions of “{0}” were changed elsewhere since you opened them. Nothing was saved; your text is still in the editor.',
      remote.name,
    );
    void dialogs.showWarningMessage(message, compare, overwrite).then(async (choice) => {
      if (choice === compare) {
        const theirs = uriOf({ missionId: remote.missionId, document: 'remote' }, remote.name);
        const title = vscode.l10n.t('{0}: on Telnyx ↔ yours', remote.name);
        await vscode.commands.executeCommand('vscode.diff', theirs, opened.uri, title);
        return;
      }
      if (choice !== overwrite) return;
      // What was seen in this offer may be overwritten; a third change may not.
      opened.base = remote.instructions ?? '';
      await openDocument(opened.uri)?.save();
    });
  }

  /** Errors of the API in words for people. Only a 404 is a file that is not there. */
  async #told<T>(uri: vscode.Uri, ask: () => Promise<T>): Promise<T> {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.kind === 'notFound') throw vscode.FileSystemError.FileNotFound(uri);
      throw vscode.FileSystemError.Unavailable(explain(error).reason);
    }
  }

  // What instructions do not have

  watch(): vscode.Disposable {
    return new vscode.Disposable(() => undefined);
  }

  readDirectory(): [string, vscode.FileType][] {
    return [];
  }

  createDirectory(uri: vscode.Uri): void {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  delete(uri: vscode.Uri): void {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  rename(uri: vscode.Uri): void {
    throw vscode.FileSystemError.NoPermissions(uri);
  }
}

function openDocument(uri: vscode.Uri): vscode.TextDocument | undefined {
  return vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
}

/** An editor settles for one kind of line end, and drops a byte order mark. */
function sameLines(a: string, b: string): boolean {
  const plain = (text: string) => text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
  return plain(a) === plain(b);
}

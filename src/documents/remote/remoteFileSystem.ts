import * as vscode from 'vscode';
import { ApiError } from '../../api/apiError';
import { dialogs } from '../../dialogs';
import { explain } from '../../errorMessages';
import type { Change } from '../../tracking/store/facts';
import type { Poller } from '../../tracking/polling/poller';
import type { Store } from '../../tracking/store/store';
import type { BaseHashes } from './baseHashes';
import { onDidCloseDocument } from './onDidCloseDocument';
import {
  goneFile,
  NotSaved,
  openRemoteFile,
  type Conflict,
  type DocumentAccount,
  type DocumentProblem,
  type DocumentType,
  type GoneFile,
  type Ids,
  type RemoteFile,
} from './remoteDocument';
import type { RemoteTexts } from './readonlyTexts';
import { pathOf, placeOf, type Place } from './documentUri';
import { sameLines } from './sameLines';
import { unavailable } from './unavailable';
import { fromBytes, toBytes } from './utf8';
import { jsonText } from '../../model/jsonObject';

export type RemoteFilesParts<Acts> = {
  /** For a document that is opened: what is done with it belongs to the account of this moment. */
  readonly begin: () => Acts;
  readonly store: Pick<Store, 'subscribe' | 'epoch'>;
  readonly poller: Pick<Poller, 'watch'>;
  readonly remoteTexts: RemoteTexts;
  readonly bases: BaseHashes;
};

/** The documents of one scheme: `scheme:/<id>/…/<mission's name><ending>`. */
export interface RemoteFiles<Acts> {
  /** From now on such documents can be opened. */
  register<V, Id extends string>(type: DocumentType<V, Id, Acts>): void;
  /** Opens it in an editor, read afresh; `name` is the mission's. Throws what the kind's `read` throws. */
  open<V, Id extends string>(type: DocumentType<V, Id, Acts>, ids: Ids<Id>, name: string): Promise<vscode.TextDocument>;
  dispose(): void;
}

type Opener<Acts> = {
  readonly count: number;
  open(acts: Acts, ids: readonly string[], editsOf?: string): Promise<RemoteFile>;
  /** The same where it is there no more, by what was kept of it. */
  gone(acts: Acts, ids: readonly string[], name: string, kept: string | undefined): GoneFile;
};

type Opened = {
  readonly file: RemoteFile;
  readonly account: DocumentAccount;
  readonly accountId: string;
  /** The store's, when its account was last known to be the one in use. */
  epoch: number;
};

/** A document that VS Code is about to write. */
type Saving = {
  /** "Auto Save" does so. */
  readonly byItself: boolean;
  /** What VS Code has asked about when it was to be saved before. */
  readonly seen: Conflict | undefined;
  /** What this one would be in conflict with, once VS Code wants to know. */
  asked: Promise<Conflict | undefined> | undefined;
  /** The same, once VS Code was told: then it asks instead of writing, unless the person has chosen to overwrite. */
  told: Conflict | undefined;
  isAnswered: boolean;
};

/** A file system for the scheme, which has to be among the `activationEvents`. */
export function registerRemoteFiles<Acts extends DocumentAccount>(
  scheme: string,
  parts: RemoteFilesParts<Acts>,
): RemoteFiles<Acts> {
  const changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  const problems = vscode.languages.createDiagnosticCollection(scheme);
  const openers = new Map<string, Opener<Acts>>();
  /** By URI. */
  const opened = new Map<string, Opened>();
  /** By URI. What VS Code has asked about instead of writing it stays until it is saved again. */
  const savings = new Map<string, Saving>();
  /** Dirty documents that VS Code has brought back, by URI: each is read once, so that its problems are marked. */
  const broughtBack = new Set<string>();

  function tellChanged(uri: vscode.Uri): void {
    changed.fire([{ type: vscode.FileChangeType.Changed, uri }]);
  }

  function knownPlace(uri: vscode.Uri): Place | undefined {
    const place = placeOf(uri, [...openers.keys()]);
    const count = (place && openers.get(place.ending)?.count) ?? Infinity;
    // What stands behind the ids is for people: once it was a folder with the mission's name.
    return place && place.ids.length >= count ? { ...place, ids: place.ids.slice(0, count) } : undefined;
  }

  function heldOf(uri: vscode.Uri): Opened | undefined {
    return uri.scheme === scheme ? opened.get(uri.toString()) : undefined;
  }

  /** Whether the store tells of its account. */
  const isFollowed = ({ epoch }: Opened) => epoch === parts.store.epoch;

  /** Reads the document for the account in use. */
  async function read(uri: vscode.Uri): Promise<Opened> {
    const place = knownPlace(uri);
    const opener = place && openers.get(place.ending);
    if (!opener) throw vscode.FileSystemError.FileNotFound(uri);
    const { epoch } = parts.store;
    const account = parts.begin();
    const accountId = await account.accountId();
    const editsAccount = parts.bases.accountOf(uri);
    if (accountId && editsAccount && editsAccount !== accountId) throw notOfThisAccount(uri);
    // Edits of which it was not kept what they were made from may be of anything.
    const editsOf = parts.bases.of(uri) ?? (openDocument(uri)?.isDirty ? 'unknown' : undefined);
    return { file: await opener.open(account, place.ids, editsOf), account, accountId, epoch };
  }

  /** The document as VS Code was told of it; read where it was not. */
  async function known(uri: vscode.Uri): Promise<Opened> {
    const held = opened.get(uri.toString());
    if (held) return held;
    const fresh = await read(uri);
    const meanwhile = opened.get(uri.toString());
    if (meanwhile) return meanwhile;
    opened.set(uri.toString(), fresh);
    look(vscode.window.visibleTextEditors);
    return fresh;
  }

  async function load(uri: vscode.Uri): Promise<RemoteFile> {
    const held = opened.get(uri.toString());
    if (!held) return (await known(uri)).file;
    if (!(await held.account.isCurrent())) return (await readAgain(uri)).file;
    if (await held.file.load()) tellChanged(uri);
    settle(uri, held.file);
    return held.file;
  }

  /** For another account than before, which may know nothing of it: that doesn't mean that it was deleted. */
  async function readAgain(uri: vscode.Uri): Promise<Opened> {
    if (openDocument(uri)?.isDirty) throw notOfThisAccount(uri);
    const fresh = await read(uri).catch((error: unknown) => {
      throw isGone(error) ? notOfThisAccount(uri) : error;
    });
    opened.set(uri.toString(), fresh);
    tellChanged(uri);
    settle(uri, fresh.file);
    return fresh;
  }

  /** The account has changed, perhaps back to that of some documents. */
  async function onAccountChange(): Promise<void> {
    look(vscode.window.visibleTextEditors);
    for (const held of opened.values()) {
      const { epoch } = parts.store;
      if (await held.account.isCurrent()) held.epoch = epoch;
    }
    look(vscode.window.visibleTextEditors);
  }

  /** Edits are based on what was read last as soon as that is shown, or where nobody shows anything. */
  function settle(uri: vscode.Uri, file: RemoteFile): void {
    const document = openDocument(uri);
    if (document) rebase(document);
    else file.rebase();
  }

  function rebase(document: vscode.TextDocument): void {
    const held = heldOf(document.uri);
    if (!held) {
      bringBack(document);
      return;
    }
    const text = document.getText();
    if (!document.isDirty) held.file.rebase(text);
    keepBase(document, held);
    problems.set(
      document.uri,
      held.file
        .problems(text)
        .filter(({ marked }) => !marked)
        .map((problem) => diagnostic(document, problem)),
    );
  }

  /** After a reload of the window the edits are there again, and are of this text. */
  function keepBase({ uri, isDirty }: vscode.TextDocument, { file: { baseText, kept }, accountId }: Opened): void {
    if (!isDirty) parts.bases.drop(uri);
    else if (baseText !== undefined) parts.bases.keep(uri, baseText, accountId, kept);
  }

  /** VS Code reads no document that it has kept the edits of. */
  function bringBack(document: vscode.TextDocument): void {
    const key = document.uri.toString();
    if (document.uri.scheme !== scheme || !document.isDirty || broughtBack.has(key) || opened.has(key)) return;
    if (!knownPlace(document.uri)) return;
    broughtBack.add(key);
    // Why it cannot be read is said when it is saved, or read again.
    known(document.uri).then(
      () => rebase(document),
      () => undefined,
    );
  }

  function forget({ uri }: vscode.TextDocument): void {
    if (uri.scheme !== scheme) return;
    parts.bases.drop(uri);
    opened.delete(uri.toString());
    savings.delete(uri.toString());
    broughtBack.delete(uri.toString());
    problems.delete(uri);
  }

  function noteSaving({ document: { uri }, reason }: vscode.TextDocumentWillSaveEvent): void {
    if (uri.scheme !== scheme) return;
    const before = savings.get(uri.toString());
    savings.set(uri.toString(), {
      byItself: reason !== vscode.TextDocumentSaveReason.Manual,
      seen: before?.told ?? before?.seen,
      asked: undefined,
      told: undefined,
      isAnswered: false,
    });
  }

  /**
   * What VS Code is told of a document that is not as it is on Telnyx. Its own check compares this with what it read
   * last, or with what it had written down before a reload of the window: nothing of ours is to look younger than that,
   * unless `writeFile` would find a conflict. Then VS Code itself offers to compare and to overwrite, once, and does
   * not write. It asks for this before each writing; where it is not answered, it goes on to create folders.
   */
  async function statToSave(uri: vscode.Uri, saving: Saving | undefined): Promise<vscode.FileStat> {
    const type = vscode.FileType.File;
    const held = opened.get(uri.toString())?.file;
    const size = held ? toBytes(uri, held.text).length : 0;
    const asIs = { type, ctime: 0, mtime: 0, size };
    const document = openDocument(uri);
    if (!saving || saving.isAnswered || !document) return asIs;
    saving.asked ??= known(uri).then(({ file }) => file.conflict(document.getText()));
    // What went wrong is said by `writeFile`.
    saving.told = await saving.asked.catch(() => undefined);
    saving.isAnswered = true;
    return saving.told ? { ...asIs, mtime: Number.MAX_SAFE_INTEGER, size: -1 } : asIs;
  }

  let { epoch: lastEpoch } = parts.store;
  function hear(change: Change): void {
    if (lastEpoch !== parts.store.epoch) {
      lastEpoch = parts.store.epoch;
      void onAccountChange();
    }
    for (const [key, held] of opened) {
      const uri = vscode.Uri.parse(key);
      // VS Code reads it again where the editor is not dirty.
      if (!isFollowed(held) || !held.file.hear(change)) continue;
      // VS Code keeps what was closed for minutes, and would read it again. It does so anyway when it is opened again.
      if (isInTab(uri)) tellChanged(uri);
      settle(uri, held.file);
    }
  }

  /** Errors of the API in words for people. Only a 404 is a file that is not there. */
  async function told<T>(uri: vscode.Uri, ask: () => Promise<T>): Promise<T> {
    try {
      return await ask();
    } catch (error) {
      if (error instanceof NotSaved) throw unavailable(error.message);
      if (!(error instanceof ApiError)) throw error;
      if (error.kind === 'notFound') throw vscode.FileSystemError.FileNotFound(uri);
      if (error.kind === 'accountChanged') throw unavailable(notOfThisAccount(uri).message);
      const lost = vscode.l10n.t('The answer to your request was lost: it is unknown whether it happened.');
      const { reason } = explain(error);
      throw unavailable(error.maybeDone ? `${lost} ${reason}` : reason);
    }
  }

  async function save(uri: vscode.Uri, content: Uint8Array): Promise<void> {
    const saving = savings.get(uri.toString());
    savings.delete(uri.toString());
    const mine = fromBytes(content);
    const { file: held } = await told(uri, async () => {
      try {
        // Where reading has failed just now, nothing is asked once more.
        await saving?.asked;
        return await known(uri);
      } catch (error) {
        // What was restored with the window is not known yet, and may be gone.
        return noteGone(uri, opened.get(uri.toString())?.file ?? goneOf(uri), mine, error);
      }
    });
    if (held.readOnly) throw vscode.FileSystemError.NoPermissions(uri);
    // What VS Code has asked about, and what is still so.
    if (saving?.told && saving.told.text === saving.seen?.text) saving.told.agree();
    // Where it is not known what the text was made from, it is asked about that first.
    const [problem] = held.baseText === undefined ? [] : held.problems(mine);
    if (problem) throw unavailable(vscode.l10n.t('Nothing was saved. Line {0}: {1}', problem.line + 1, problem.said));
    const outcome = await told(uri, () =>
      held.save(mine, saving?.byItself).catch((error: unknown) => noteGone(uri, held, mine, error)),
    );
    if (outcome.kind === 'conflict') {
      void offer(uri, outcome.text, outcome.agree);
      throw unavailable(vscode.l10n.t('Changed elsewhere: compare or overwrite'));
    }
    if (outcome.kind === 'partly') {
      settle(uri, held);
      throw unavailable(outcome.said);
    }
    if (outcome.warning !== undefined) void dialogs.showWarningMessage(outcome.warning);
    if (!outcome.differs) return;
    // VS Code takes what it has written for what is there, unless the file is younger than that. While it is still
    // saving it hears nothing, so it is told again.
    for (const later of [100, 1000, 5000])
      setTimeout(() => {
        const document = openDocument(uri);
        if (!document || document.isDirty || sameLines(document.getText(), held.text)) return;
        held.touch();
        tellChanged(uri);
      }, later);
  }

  /**
   * Never overwrites silently: the person looks, or says so. VS Code has not asked by itself where the change came
   * after it was told that there is none, or where its settings say to overwrite.
   */
  async function offer(uri: vscode.Uri, theirs: string, agree: () => void): Promise<void> {
    const compare = vscode.l10n.t('Compare');
    const overwrite = vscode.l10n.t('Overwrite');
    const message = vscode.l10n.t(
      '“{0}” was changed elsewhere since you opened it. Nothing was saved; your text is still in the editor.',
      fileName(uri),
    );
    const choice = await dialogs.showWarningMessage(message, compare, overwrite);
    if (choice === compare)
      await parts.remoteTexts.compare(uri, theirs, vscode.l10n.t('{0}: on Telnyx ↔ yours', fileName(uri)));
    if (choice !== overwrite) return;
    // What was seen in this offer may be overwritten; a third change may not.
    agree();
    await openDocument(uri)?.save();
  }

  /** What was deleted elsewhere cannot be saved: the text stays, and may become a mission of its own. */
  function noteGone(uri: vscode.Uri, file: GoneFile | undefined, mine: string, error: unknown): never {
    if (isGone(error) && file?.offerAnew) file.offerAnew(mine);
    else if (isGone(error) && file) {
      const said = vscode.l10n.t(
        '“{0}” was deleted elsewhere. Nothing was saved; your text is still in the editor.',
        fileName(uri),
      );
      void offerNew(uri, file, mine, said);
    }
    refuseGone(error);
  }

  /** Edits that have outlived a reload of the window, of a document that did not. */
  function goneOf(uri: vscode.Uri): GoneFile | undefined {
    const place = knownPlace(uri);
    const opener = place && openers.get(place.ending);
    const name = fileName(uri);
    const mission = name.endsWith(place?.ending ?? '') ? name.slice(0, -(place?.ending.length ?? 0)) : name;
    return opener?.gone(parts.begin(), place?.ids ?? [], mission, parts.bases.keptOf(uri));
  }

  async function offerNew(uri: vscode.Uri, file: GoneFile, mine: string, said: string): Promise<void> {
    const create = vscode.l10n.t('Create as New Mission');
    const choice = await dialogs.showWarningMessage(said, ...(file.canBecomeMission ? [create] : []));
    if (choice !== create) return;
    const document = openDocument(uri);
    const now = document?.getText();
    const text = now === undefined || file.problems(now).length > 0 ? mine : now;
    if (!(await file.createMission(text)) || document?.getText() !== text) return;
    // All of it is in the new document: the old one has nothing left to keep.
    const shown = vscode.window.activeTextEditor?.document;
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    if (shown) await vscode.window.showTextDocument(shown);
  }

  const files: vscode.FileSystemProvider = {
    onDidChangeFile: changed.event,
    async stat(uri) {
      const saving = savings.get(uri.toString());
      if (openDocument(uri)?.isDirty || (saving && !saving.isAnswered)) return statToSave(uri, saving);
      const { file } = await told(uri, () => known(uri));
      return {
        type: vscode.FileType.File,
        ctime: 0,
        mtime: file.mtime,
        size: toBytes(uri, file.text).length,
        ...(file.readOnly ? { permissions: vscode.FilePermission.Readonly } : {}),
      };
    },
    async readFile(uri) {
      return toBytes(uri, (await told(uri, () => load(uri))).text);
    },
    writeFile: save,
    watch: () => new vscode.Disposable(() => undefined),
    readDirectory: () => [],
    createDirectory: refuse,
    delete: refuse,
    rename: refuse,
  };

  /** What somebody sees is asked for now and then. */
  const watching = new Map<string, () => void>();
  function look(editors: readonly vscode.TextEditor[]): void {
    const visible = new Set(editors.map(({ document }) => document.uri.toString()));
    /** Another account knows nothing of it. */
    const isWanted = (key: string) => {
      const held = opened.get(key);
      return visible.has(key) && held && isFollowed(held) ? held.file.interest : undefined;
    };
    for (const key of visible) {
      const interest = watching.has(key) ? undefined : isWanted(key);
      if (interest) watching.set(key, parts.poller.watch(interest));
    }
    for (const [key, stop] of watching) {
      if (isWanted(key)) continue;
      watching.delete(key);
      stop();
    }
  }

  /** VS Code may have an older text of the document in memory, which it replaces in its own time. */
  async function shown(document: vscode.TextDocument): Promise<void> {
    for (let tries = 0; tries < 40; tries++) {
      const held = heldOf(document.uri)?.file;
      if (!held || document.isDirty || sameLines(document.getText(), held.text)) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  const registered = vscode.Disposable.from(
    changed,
    problems,
    new vscode.Disposable(parts.store.subscribe(hear)),
    vscode.workspace.registerFileSystemProvider(scheme, files, { isCaseSensitive: true }),
    vscode.workspace.onDidOpenTextDocument(rebase),
    vscode.workspace.onWillSaveTextDocument(noteSaving),
    vscode.workspace.onDidSaveTextDocument(rebase),
    vscode.workspace.onDidChangeTextDocument(({ document }) => rebase(document)),
    onDidCloseDocument(forget),
    vscode.window.onDidChangeVisibleTextEditors(look),
    new vscode.Disposable(() => look([])),
  );

  return {
    register<V, Id extends string>(type: DocumentType<V, Id, Acts>) {
      const named = (ids: readonly string[]) => Object.fromEntries(type.ids.map((id, at) => [id, ids[at]])) as Ids<Id>;
      openers.set(type.ending, {
        count: type.ids.length,
        open: (acts, ids, editsOf) => openRemoteFile(type.of(acts), named(ids), editsOf),
        gone: (acts, ids, name, kept) => goneFile(type.of(acts), named(ids), { name, kept }),
      });
      vscode.workspace.textDocuments.forEach(bringBack);
    },
    async open(type, ids, name) {
      const path = pathOf(
        type.ids.map((id) => ids[id]),
        name,
        type.ending,
      );
      const fresh = vscode.Uri.from({ scheme, path });
      // The mission may have another name since it was opened: it is the same document nevertheless.
      const place = jsonText(knownPlace(fresh));
      const others = [...opened.keys()].map((key) => vscode.Uri.parse(key));
      const uri = others.find((other) => jsonText(knownPlace(other)) === place) ?? fresh;
      // Read first, so that what goes wrong is said in our words.
      try {
        await load(uri);
      } catch (error) {
        if (!(error instanceof NotSaved)) throw error;
        void dialogs.showWarningMessage(error.message);
      }
      const document = await vscode.workspace.openTextDocument(uri);
      await vscode.window.showTextDocument(document, { preview: false });
      await shown(document);
      return document;
    },
    dispose() {
      registered.dispose();
    },
  };
}

function diagnostic(document: vscode.TextDocument, { line, start, end, said }: DocumentProblem): vscode.Diagnostic {
  const range = document.validateRange(new vscode.Range(line, start, line, end));
  const problem = new vscode.Diagnostic(range, said, vscode.DiagnosticSeverity.Error);
  problem.source = 'Missions';
  return problem;
}

const isGone = (error: unknown) => error instanceof ApiError && error.kind === 'notFound';

function refuseGone(error: unknown): never {
  throw isGone(error) ? new NotSaved(vscode.l10n.t('Deleted elsewhere; the text stays in the editor')) : error;
}

function notOfThisAccount(uri: vscode.Uri): NotSaved {
  return new NotSaved(
    vscode.l10n.t(
      '"{0}" belongs to another account. Switch back to that account to read or save it. Your edits are still in the editor.',
      fileName(uri),
    ),
  );
}

function refuse(uri: vscode.Uri): never {
  throw vscode.FileSystemError.NoPermissions(uri);
}

function openDocument(uri: vscode.Uri): vscode.TextDocument | undefined {
  return vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
}

function isInTab(uri: vscode.Uri): boolean {
  const key = uri.toString();
  const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
  return tabs.some(({ input }) => {
    if (input instanceof vscode.TabInputText) return input.uri.toString() === key;
    return (
      input instanceof vscode.TabInputTextDiff &&
      (input.original.toString() === key || input.modified.toString() === key)
    );
  });
}

/** What the tab says. */
function fileName({ path }: vscode.Uri): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

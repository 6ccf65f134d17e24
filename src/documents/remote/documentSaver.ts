import * as vscode from 'vscode';
import { withUserFacingErrors } from './documentErrors';
import type { LifeEvent, WriteOutcome } from './documentLife';
import { fileName, openDocument } from '../editors/editorDocuments';
import type { Offer, OpenDocument, OpenDocuments } from './openDocuments';
import type { RemoteTexts } from '../editors/readonlyTexts';
import type { Conflict, DocumentAccount, GoneFile } from './remoteDocument';
import { commandLink, unavailable } from '../editors/unavailable';
import { fromBytes, toBytes } from '../editors/utf8';
import { isNotFound } from '../../api/apiError';

/** Saves documents, and asks where that cannot be done without asking. */
export class DocumentSaver<Acts extends DocumentAccount> {
  readonly #documents: OpenDocuments<Acts>;
  readonly #remoteTexts: RemoteTexts;
  readonly #dispatch: (document: OpenDocument, event: LifeEvent) => void;
  readonly #offerCommand: string;
  #lastId = 0;

  constructor(parts: {
    readonly documents: OpenDocuments<Acts>;
    readonly remoteTexts: RemoteTexts;
    readonly dispatch: (document: OpenDocument, event: LifeEvent) => void;
    /** Takes the id of an offer. */
    readonly offerCommand: string;
  }) {
    this.#documents = parts.documents;
    this.#remoteTexts = parts.remoteTexts;
    this.#dispatch = parts.dispatch;
    this.#offerCommand = parts.offerCommand;
  }

  /**
   * What VS Code is told of a document that is not as it is on Telnyx. Its own check compares this with what it read
   * last, or with what it had written down before a reload of the window: nothing of ours is to look younger than that,
   * unless `write` would find a conflict. Then VS Code itself offers to compare and to overwrite, once, and does not
   * write. It asks for this before each writing; where it is not answered, it goes on to create folders.
   */
  async stat(document: OpenDocument): Promise<vscode.FileStat> {
    const { uri } = document;
    if (openDocument(uri)) this.#dispatch(document, { kind: 'statRequested' });
    const isChecking = document.life.save.kind === 'checking';
    // What went wrong is said by `write`.
    const conflict = isChecking ? await document.conflictCheck?.catch(() => undefined) : undefined;
    const unchanged = { type: vscode.FileType.File, ctime: 0, mtime: 0 };
    if (conflict) return { ...unchanged, mtime: Number.MAX_SAFE_INTEGER, size: -1 };
    return { ...unchanged, size: toBytes(uri, document.reading?.file.text ?? '').length };
  }

  checkConflict(document: OpenDocument, attempt: number): void {
    const text = openDocument(document.uri)?.getText() ?? '';
    const check = this.#documents.known(document).then(({ file }) => file.conflict(text));
    document.conflictCheck = check;
    check
      .catch(() => undefined)
      .then((conflict) => this.#dispatch(document, { kind: 'checked', attempt, conflict }))
      // Nothing is left that could fail.
      .catch(() => undefined);
  }

  /** Throws errors of the file system. */
  async write(document: OpenDocument, content: Uint8Array): Promise<void> {
    const { conflictCheck } = document;
    document.conflictCheck = undefined;
    document.offers = [];
    this.#dispatch(document, { kind: 'writeStarted' });
    let outcome: WriteOutcome = { kind: 'refused' };
    try {
      const text = fromBytes(content);
      outcome = await withUserFacingErrors(document.uri, async () => {
        try {
          // Where reading has failed just now, nothing is asked once more.
          await conflictCheck;
          return await this.#save(document, text);
        } catch (error) {
          if (isNotFound(error)) return { kind: 'deleted', text };
          throw error;
        }
      });
    } finally {
      this.#dispatch(document, { kind: 'writeEnded', outcome });
    }
    if (outcome.kind === 'conflict')
      throw this.#withOffers(
        document,
        vscode.l10n.t('Changed elsewhere since you opened it. Your edits are still in the editor.'),
      );
    if (outcome.kind === 'deleted')
      throw this.#withOffers(document, vscode.l10n.t('Deleted on Telnyx. Your edits are still in the editor.'));
    if (outcome.kind === 'partly') throw unavailable(outcome.message);
  }

  async #save(document: OpenDocument, text: string): Promise<WriteOutcome> {
    const { uri, life } = document;
    const isAutoSave = life.save.kind === 'writing' && life.save.attempt?.isAutoSave;
    const { file } = await this.#documents.known(document);
    if (file.readOnly) throw vscode.FileSystemError.NoPermissions(uri);
    // Where it is not known what the text was made from, it is asked about that first.
    const [problem] = file.baseTextOf(text) === undefined ? [] : file.problems(text);
    if (problem) throw unavailable(vscode.l10n.t("Couldn't save. Line {0}: {1}", problem.line + 1, problem.message));
    return file.save(text, isAutoSave);
  }

  /**
   * Never overwrites silently: the person looks, or says so. VS Code has not asked by itself where the change came
   * after it was told that there is none, or where its settings say to overwrite.
   */
  offerResolution(document: OpenDocument, { text, allowOverwrite }: Conflict): void {
    const { uri } = document;
    const compare = () =>
      this.#remoteTexts.compare(uri, text, vscode.l10n.t('{0}: Telnyx ↔ Your Edits', fileName(uri)));
    async function overwrite(): Promise<void> {
      // What was seen in this offer may be overwritten; a third change may not.
      allowOverwrite();
      await openDocument(uri)?.save();
    }
    document.offers = [
      this.#offer(vscode.l10n.t('Compare'), compare),
      this.#offer(vscode.l10n.t('Overwrite'), overwrite),
    ];
  }

  /** What was deleted elsewhere cannot be saved: the text stays, and may become something of its own. */
  offerRecreate(document: OpenDocument, text: string): void {
    const { uri } = document;
    // What was restored with the window is not known yet, and may be gone.
    const file = document.reading?.file ?? this.#documents.goneFile(uri);
    if (!file?.openAsNew && !file?.canBecomeMission) return;
    const create = () => (file.openAsNew ? file.openAsNew(text) : createMission(uri, file, text));
    const title = file.openAsNew ? vscode.l10n.t('Create Again') : vscode.l10n.t('Create as New Mission');
    document.offers = [this.#offer(title, create)];
  }

  #offer(title: string, accept: Offer['accept']): Offer {
    return { id: ++this.#lastId, title, accept };
  }

  /** VS Code says it, once, and shows the links. */
  #withOffers({ offers }: OpenDocument, message: string): vscode.FileSystemError {
    if (offers.length === 0) return unavailable(message);
    const links = offers.map(({ id, title }) => commandLink(title, this.#offerCommand, id));
    return unavailable(`${message}.`, links.join(' '));
  }
}

async function createMission(uri: vscode.Uri, file: GoneFile, written: string): Promise<void> {
  const document = openDocument(uri);
  const now = document?.getText();
  const text = now === undefined || file.problems(now).length > 0 ? written : now;
  if (!(await file.createMission(text)) || document?.getText() !== text) return;
  // All of it is in the new document: the old one has nothing left to keep.
  const shown = vscode.window.activeTextEditor?.document;
  await vscode.window.showTextDocument(document);
  await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  if (shown) await vscode.window.showTextDocument(shown);
}

import * as vscode from 'vscode';
import { dialogs } from '../../dialogs';
import { DocumentController } from './documentController';
import { bytesToShow, withUserFacingErrors } from './documentErrors';
import { addressOf, type DocumentName } from './documentUri';
import { fileName, openDocument, whenDocument } from '../editors/editorDocuments';
import { onDidCloseDocument } from '../editors/onDidCloseDocument';
import type { PartFiles } from './missionsFileSystem';
import type { RemoteFilesParts } from './openDocuments';
import { NotSaved, NotShown, type DocumentAccount, type DocumentType, type Ids } from './remoteDocument';
import { missionsSchemes } from '../editors/schemes';
import { sameLines } from '../editors/sameLines';
import { isTooLongForVsCode, describeTooLong, toBytes } from '../editors/utf8';

/** How long (ms) VS Code may show an older text of a document that it had in memory. */
const maxStaleMs = 2000;

/** Documents of some types: `missions:/<name><ending>?ids=<id>/…`. */
export interface RemoteFiles<Acts> {
  /** From now on such documents can be opened. */
  register<V, Id extends string>(type: DocumentType<V, Id, Acts>): void;
  /** Opens it in an editor, read afresh. Throws what the kind's `read` throws, or `NotShown`. */
  open<V, Id extends string>(
    type: DocumentType<V, Id, Acts>,
    ids: Ids<Id>,
    name: DocumentName,
  ): Promise<vscode.TextDocument>;
  dispose(): void;
}

/** A part of the file system. `name` is that of its diagnostics, and of the command that its links run. */
export function registerRemoteFiles<Acts extends DocumentAccount>(
  name: string,
  parts: RemoteFilesParts<Acts>,
): RemoteFiles<Acts> {
  const { store } = parts;
  const controller = new DocumentController<Acts>(name, parts);
  const { documents } = controller;
  const disposed = new AbortController();

  const owns = (uri: vscode.Uri) => documents.placeOf(uri) !== undefined;

  function onShown(document: vscode.TextDocument): void {
    if (owns(document.uri)) controller.onShown(document);
  }

  let { epoch } = store;
  const unsubscribe = store.subscribe((change) => {
    if (epoch !== store.epoch) {
      epoch = store.epoch;
      void documents.onAccountChange();
    }
    controller.onStoreChange(change);
  });

  const registered = vscode.Disposable.from(
    controller,
    new vscode.Disposable(unsubscribe),
    new vscode.Disposable(() => disposed.abort()),
    parts.fileSystem.add({ owns, files: filesOf(controller) }),
    vscode.commands.registerCommand(controller.offerCommand, (id: unknown) => documents.acceptOffer(id)),
    vscode.workspace.onDidOpenTextDocument(onShown),
    vscode.workspace.onWillSaveTextDocument(({ document: { uri }, reason }) => {
      const isAutoSave = reason !== vscode.TextDocumentSaveReason.Manual;
      if (owns(uri)) controller.dispatch(documents.at(uri), { kind: 'saveAnnounced', isAutoSave });
    }),
    vscode.workspace.onDidSaveTextDocument(onShown),
    vscode.workspace.onDidChangeTextDocument(({ document }) => onShown(document)),
    onDidCloseDocument(({ uri }) => {
      if (owns(uri)) controller.dispatch(documents.at(uri), { kind: 'closed' });
    }),
    vscode.languages.registerCodeActionsProvider(
      missionsSchemes.map((scheme) => ({ scheme })),
      {
        provideCodeActions: (document, _, { diagnostics }) =>
          owns(document.uri) ? controller.codeActions(document, diagnostics) : [],
      },
      { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix] },
    ),
    vscode.window.onDidChangeVisibleTextEditors((editors) => documents.updateWatches(editors)),
  );

  return {
    register(type) {
      documents.register(type);
      vscode.workspace.textDocuments.forEach(onShown);
    },
    async open(type, ids, name) {
      const inOrder = type.ids.map((id) => ids[id]);
      const fresh = vscode.Uri.from({ scheme: type.scheme, ...addressOf(inOrder, name, type.ending) });
      // The mission may have another name since it was opened: it is the same document nevertheless.
      const uri = documents.openUri(fresh) ?? fresh;
      // Read first, so that what goes wrong is said in our words.
      try {
        const { text } = await documents.load(documents.at(uri));
        if (isTooLongForVsCode(text)) throw new NotShown(describeTooLong(fileName(uri)));
        bytesToShow(uri, text);
      } catch (error) {
        if (!(error instanceof NotSaved)) throw error;
        void dialogs.showWarningMessage(error.message);
      }
      const opened = await vscode.workspace.openTextDocument(uri);
      await vscode.window.showTextDocument(opened, { preview: false });
      const isShown = () => {
        const file = documents.at(uri).reading?.file;
        return !file || opened.isDirty || sameLines(opened.getText(), file.text);
      };
      await whenDocument(opened, isShown, maxStaleMs, disposed.signal);
      return opened;
    },
    dispose() {
      registered.dispose();
    },
  };
}

function filesOf<Acts extends DocumentAccount>({
  documents,
  saver,
  onDidChangeFile,
}: DocumentController<Acts>): PartFiles {
  return {
    onDidChangeFile,
    async stat(uri) {
      const document = documents.at(uri);
      const isBeforeSave = ['announced', 'checking'].includes(document.life.save.kind);
      if (openDocument(uri)?.isDirty || isBeforeSave) return saver.stat(document);
      const { file } = await withUserFacingErrors(uri, () => documents.known(document));
      return {
        type: vscode.FileType.File,
        ctime: 0,
        mtime: file.mtime,
        size: toBytes(uri, file.text).length,
        ...(file.readOnly ? { permissions: vscode.FilePermission.Readonly } : {}),
      };
    },
    async readFile(uri) {
      return withUserFacingErrors(uri, async () => bytesToShow(uri, (await documents.load(documents.at(uri))).text));
    },
    writeFile: (uri, content) => saver.write(documents.at(uri), content),
  };
}

import * as vscode from 'vscode';
import type { ContentSources } from './contentSources';
import { onDidCloseDocument } from './onDidCloseDocument';
import { readonlyScheme } from './schemes';

/** Texts that can only be read: what a mission is on Telnyx, beside its file; what became of an act on many. */
export interface RemoteTexts {
  /** Compares the text with the file, the file being the one to edit. */
  compare(file: vscode.Uri, text: string, title: string): Promise<void>;
  /** Opens the text under the name, which says by its ending what kind of text it is. */
  show(name: string, text: string): Promise<void>;
  dispose(): void;
}

export function registerRemoteTexts(sources: ContentSources): RemoteTexts {
  const texts = new Map<string, string>();
  const changed = new vscode.EventEmitter<vscode.Uri>();
  const registered = sources.add({
    onDidChange: changed.event,
    provideText: (uri) => texts.get(uri.toString()),
  });
  let shown = 0;
  const closed = onDidCloseDocument(({ uri }) => texts.delete(uri.toString()));
  return {
    async compare(file, text, title) {
      const uri = file.with({ scheme: readonlyScheme, authority: '', query: file.toString(), fragment: '' });
      texts.set(uri.toString(), text);
      changed.fire(uri);
      await vscode.commands.executeCommand('vscode.diff', uri, file, title);
    },
    async show(name, text) {
      const uri = vscode.Uri.from({ scheme: readonlyScheme, path: `/${++shown}/${name}` });
      texts.set(uri.toString(), text);
      await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri));
    },
    dispose() {
      registered.dispose();
      closed.dispose();
      changed.dispose();
    },
  };
}

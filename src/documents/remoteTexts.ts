import * as vscode from 'vscode';

export const remoteScheme = 'missions-remote';

/** Texts that stand beside a file in a comparison: what the mission is on Telnyx, as the file would say it. */
export interface RemoteTexts {
  /** Compares the text with the file, the file being the one to edit. */
  compare(file: vscode.Uri, text: string, title: string): Promise<void>;
  dispose(): void;
}

export function registerRemoteTexts(): RemoteTexts {
  const texts = new Map<string, string>();
  const changed = new vscode.EventEmitter<vscode.Uri>();
  const registered = vscode.workspace.registerTextDocumentContentProvider(remoteScheme, {
    onDidChange: changed.event,
    provideTextDocumentContent: (uri) => texts.get(uri.toString()) ?? '',
  });
  const closed = vscode.workspace.onDidCloseTextDocument(({ uri }) => texts.delete(uri.toString()));
  return {
    async compare(file, text, title) {
      const uri = file.with({ scheme: remoteScheme, authority: '', query: file.toString(), fragment: '' });
      texts.set(uri.toString(), text);
      changed.fire(uri);
      await vscode.commands.executeCommand('vscode.diff', uri, file, title);
    },
    dispose() {
      registered.dispose();
      closed.dispose();
      changed.dispose();
    },
  };
}

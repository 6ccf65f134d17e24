import * as vscode from 'vscode';

/** Some of the texts of a scheme. */
export type ContentSource = {
  /** Fires with the URI of a text that is another one now. */
  readonly onDidChange?: vscode.Event<vscode.Uri>;
  /** `undefined` for a text that is not its. */
  provideText(uri: vscode.Uri): string | undefined | Promise<string | undefined>;
};

/** Texts that VS Code can read only. It takes one provider for a scheme, which asks these in their order. */
export interface ContentSources {
  /** Returns what takes the source away again. */
  add(source: ContentSource): vscode.Disposable;
  dispose(): void;
}

/** @param fallback the text that no source has: after a reload of the window it may be gone. */
export function registerContentSources(schemes: readonly string[], fallback?: string): ContentSources {
  const changed = new vscode.EventEmitter<vscode.Uri>();
  const sources = new Set<ContentSource>();
  const provider: vscode.TextDocumentContentProvider = {
    onDidChange: changed.event,
    async provideTextDocumentContent(uri) {
      for (const source of sources) {
        const text = await source.provideText(uri);
        if (text !== undefined) return text;
      }
      return fallback;
    },
  };
  const registered = vscode.Disposable.from(
    changed,
    ...schemes.map((scheme) => vscode.workspace.registerTextDocumentContentProvider(scheme, provider)),
  );
  return {
    add(source) {
      sources.add(source);
      const listening = source.onDidChange?.((uri) => changed.fire(uri));
      return new vscode.Disposable(() => {
        sources.delete(source);
        listening?.dispose();
      });
    },
    dispose() {
      registered.dispose();
    },
  };
}

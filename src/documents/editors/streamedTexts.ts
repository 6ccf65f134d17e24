import * as vscode from 'vscode';
import type { ContentSources } from './contentSources';
import { isInTab } from './editorDocuments';
import { onDidCloseDocument } from './onDidCloseDocument';

/** A text that can only be read, and that grows while a person reads it. */
export interface StreamedText {
  /** Shows this instead of what was there. */
  show(text: string): void;
  /** Aborts as soon as it is in no tab any more, or something else is shown at its address. */
  readonly closed: AbortSignal;
}

export interface StreamedTexts {
  /** Opens an editor at the address, which is one of those that have the ending. */
  open(uri: vscode.Uri, text: string): Promise<StreamedText>;
  dispose(): void;
}

/** VS Code reads the whole text each time: it is told of a new one no more often than so (ms). */
const minChangeMs = 100;

class ShownText implements StreamedText {
  text: string;
  readonly #onChange: () => void;
  readonly #stop = new AbortController();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(text: string, onChange: () => void) {
    this.text = text;
    this.#onChange = onChange;
  }

  get closed(): AbortSignal {
    return this.#stop.signal;
  }

  show(text: string): void {
    if (this.closed.aborted || text === this.text) return;
    this.text = text;
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#onChange();
    }, minChangeMs);
  }

  close(): void {
    this.#stop.abort();
  }
}

/**
 * @param shape of their addresses.
 * @param gone what is shown where the text is gone: after the window was loaded again.
 */
export function registerStreamedTexts(
  sources: ContentSources,
  shape: { readonly scheme: string; readonly ending: string },
  gone: string,
): StreamedTexts {
  const texts = new Map<string, ShownText>();
  const changed = new vscode.EventEmitter<vscode.Uri>();
  const isOurs = ({ scheme, path }: vscode.Uri) => scheme === shape.scheme && path.endsWith(shape.ending);

  const registered = vscode.Disposable.from(
    changed,
    sources.add({
      onDidChange: changed.event,
      provideText: (uri) => (isOurs(uri) ? (texts.get(uri.toString())?.text ?? gone) : undefined),
    }),
    vscode.window.tabGroups.onDidChangeTabs(({ closed }) => {
      for (const { input } of closed)
        if (input instanceof vscode.TabInputText && isOurs(input.uri) && !isInTab(input.uri))
          texts.get(input.uri.toString())?.close();
    }),
    // VS Code keeps the document for a while after its last tab is closed, and shows it again if it is opened then.
    onDidCloseDocument(({ uri }) => {
      const key = uri.toString();
      // What was just opened there again is another text.
      if (texts.get(key)?.closed.aborted) texts.delete(key);
    }),
  );

  return {
    async open(uri, text) {
      const key = uri.toString();
      texts.get(key)?.close();
      const shown = new ShownText(text, () => changed.fire(uri));
      texts.set(key, shown);
      changed.fire(uri);
      await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri), { preview: false });
      return shown;
    },
    dispose() {
      for (const shown of texts.values()) shown.close();
      registered.dispose();
    },
  };
}

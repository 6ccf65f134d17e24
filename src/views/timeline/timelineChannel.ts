import * as vscode from 'vscode';
import type { RunRef } from '../../model/run';
import { asTimelineMessage } from '../../protocol/guards';
import type { HostMessage, TimelineAct, TimelineMessage } from '../../protocol/messages';
import { answerFrom } from './timelineRequests';
import { saveEvents, savePicture } from './timelineExports';
import { preparePanel } from '../page/pagePanel';
import { timelineHtml } from './timelineHtml';
import { TimelineSender, type Revealed } from './timelineSender';
import type { SourceChange, TimelineSource } from './timelineSource';

export type ChannelParts = {
  readonly panel: vscode.WebviewPanel;
  readonly ids: RunRef;
  readonly source: TimelineSource;
  readonly extensionUri: vscode.Uri;
  readonly warn: (message: string) => void;
  /** The person wants something that the timeline cannot do by itself. */
  readonly act: (act: TimelineAct, stepId: string | undefined) => void;
  /** The panel has come into sight, or something about the run has changed while it was. */
  readonly onSeen?: () => void;
  /** Somebody does something in it. */
  readonly onUsed?: () => void;
};

/** One webview that shows one run: what is known goes out, what a person wants comes in. */
export interface TimelineChannel {
  /** Selects the event or the step as soon as it is there. */
  reveal(what: Revealed): void;
  /** Shows another run beside this one; without one, no more. */
  compare(other: TimelineSource | undefined): void;
  /** Sends everything again: the source is another. */
  restart(): void;
  stop(): void;
}

export function openTimelineChannel(parts: ChannelParts): TimelineChannel {
  const { panel, ids, source } = parts;
  const sender = new TimelineSender(source, send);
  let stopWatching: (() => void) | undefined;

  const dist = preparePanel(panel, parts.extensionUri);
  const subscriptions = [
    panel.webview.onDidReceiveMessage((message: unknown) => onMessage(message)),
    panel.onDidChangeViewState(() => updateWatching()),
    panel.onDidDispose(() => stop()),
  ];
  const unsubscribe = source.subscribe(onSourceChange);
  panel.webview.html = timelineHtml(panel.webview, dist, ids);
  updateTitle();
  updateWatching();

  function send(message: HostMessage): void {
    void panel.webview.postMessage(message);
  }

  function updateTitle(): void {
    const title = source.title();
    if (title !== undefined && panel.title !== title) panel.title = title;
  }

  /** Watches while it is visible, and nothing else. */
  function updateWatching(): void {
    if (panel.visible) {
      parts.onSeen?.();
      stopWatching ??= source.watch();
      return;
    }
    // A hidden webview is thrown away: it will say `ready` again.
    sender.stop();
    stopWatching?.();
    stopWatching = undefined;
  }

  function onSourceChange(change: SourceChange): void {
    updateTitle();
    if (change.run && panel.visible) parts.onSeen?.();
    sender.sendChange(change);
  }

  function onMessage(value: unknown): void {
    const message = asTimelineMessage(value);
    if (message) handleMessage(message);
    else parts.warn('A timeline sent a message that is none; it was dropped');
  }

  function handleMessage(message: TimelineMessage): void {
    switch (message.kind) {
      case 'ready':
        sender.start();
        return;
      case 'used':
        parts.onUsed?.();
        return;
      case 'ping':
        send({ kind: 'pong' });
        return;
      case 'act':
        parts.act(message.act, message.stepId);
        return;
      case 'copy':
        void vscode.env.clipboard.writeText(message.text);
        return;
      case 'openJson':
        void openJson(message.text);
        return;
      case 'exportEvents':
        void saveEvents(ids.runId, source, message.format, message.indexes);
        return;
      case 'exportPicture':
        void savePicture(ids.runId, message.format, message.data);
        return;
      case 'request': {
        const { requestId } = message;
        const answer = answerFrom(source.columns(), message.ask);
        send(
          answer
            ? { kind: 'reply', requestId, answer }
            : { kind: 'refusal', requestId, message: vscode.l10n.t('These events are no longer loaded.') },
        );
        return;
      }
    }
  }

  function stop(): void {
    sender.stop();
    stopWatching?.();
    stopWatching = undefined;
    unsubscribe();
    for (const subscription of subscriptions.splice(0)) subscription.dispose();
  }

  return {
    reveal: (what) => sender.reveal(what),
    compare: (other) => sender.compare(other),
    restart: () => sender.restart(),
    stop,
  };
}

/** An editor of its own, to search, fold and save as any file. */
async function openJson(content: string): Promise<void> {
  const document = await vscode.workspace.openTextDocument({ language: 'json', content });
  await vscode.window.showTextDocument(document, { preview: true, viewColumn: vscode.ViewColumn.Beside });
}

import * as vscode from 'vscode';
import { asHistoryMessage } from '../../protocol/historyGuards';
import type { HistoryAct, HistoryMessage } from '../../protocol/historyMessages';
import { valueOf } from '../../tracking/store/facts';
import { pageHtml } from '../page/pageHtml';
import { preparePanel } from '../page/pagePanel';
import { missionName } from '../text/names';
import { askWhere, tellSaved, writePieces } from '../timeline/timelineExports';
import type { HistoryParts } from './historyParts';
import { HistorySender } from './historySender';

type Parts = HistoryParts & {
  readonly panel: vscode.WebviewPanel;
  readonly missionId: string;
  /** What the mission was called when the window was closed. */
  readonly lastName: string | undefined;
};

/** One webview that shows the runs of one mission: what is known goes out, what a person wants comes in. */
export function openHistoryChannel(parts: Parts): void {
  const { panel, missionId, store } = parts;
  const history = parts.poller.history(missionId);
  const name = () => {
    const mission = store.mission(missionId);
    return mission ? missionName(mission) : (parts.lastName ?? missionName(undefined));
  };
  const sender = new HistorySender({
    ...{ missionId, history, store, name },
    send: (message) => void panel.webview.postMessage(message),
  });
  let stopWatching: (() => void) | undefined;

  const dist = preparePanel(panel, parts.extensionUri);
  const subscriptions = [
    panel.webview.onDidReceiveMessage((value: unknown) => {
      const message = asHistoryMessage(value);
      if (message) onMessage(message);
      else parts.warn('A history sent a message that is none; it was dropped');
    }),
    panel.onDidChangeViewState(() => updateWatching()),
    panel.onDidDispose(() => {
      leave();
      for (const end of unsubscribe) end();
      for (const subscription of subscriptions.splice(0)) subscription.dispose();
    }),
  ];
  const unsubscribe = [
    history.subscribe((change) => sender.onChange(change)),
    store.subscribe(({ missions }) => {
      if (!missions.has(missionId)) return;
      updateTitle();
      sender.schedule();
    }),
  ];
  panel.webview.html = pageHtml(panel.webview, dist, {
    title: vscode.l10n.t('History'),
    script: 'history.js',
    styles: ['timeline.css', 'history.css'],
    data: {},
  });
  updateTitle();
  updateWatching();

  function updateTitle(): void {
    panel.title = vscode.l10n.t('History: {0}', name());
  }

  /** Watches while it is visible, and nothing else. A hidden webview is thrown away: it will say `ready` again. */
  function updateWatching(): void {
    if (panel.visible) stopWatching ??= history.watch();
    else leave();
  }

  function leave(): void {
    sender.stop();
    stopWatching?.();
    stopWatching = undefined;
  }

  /** Only runs of this mission are acted on. */
  const isOurs = (runId: string) => valueOf(store.run(runId))?.missionId === missionId;
  const run = (command: string, ...args: unknown[]) => void vscode.commands.executeCommand(command, ...args);

  function act(word: HistoryAct): void {
    switch (word) {
      case 'loadMore':
        void history.loadMore();
        return;
      case 'refresh':
        run('missions.refresh');
        return;
      case 'freshnessAction': {
        const freshness = sender.freshness();
        if (freshness.kind === 'stale' && freshness.action) run(freshness.action.command);
      }
    }
  }

  function onMessage(message: HistoryMessage): void {
    switch (message.kind) {
      case 'ready':
        sender.start();
        return;
      case 'shown':
        history.want(message.runIds.filter(isOurs));
        return;
      case 'act':
        act(message.act);
        return;
      case 'open': {
        const { runId, stepId } = message;
        const step = stepId === undefined ? {} : { stepId };
        if (isOurs(runId)) run('missions.openTimeline', { missionId, runId, ...step });
        return;
      }
      case 'compare': {
        const { runId, otherRunId } = message;
        if (isOurs(runId) && isOurs(otherRunId)) run('missions.compareRuns', { missionId, runId }, otherRunId);
        return;
      }
      case 'runAgain': {
        const rows = message.runIds.filter(isOurs).map((runId) => ({ kind: 'run', missionId, runId }));
        if (rows.length > 0) run('missions.runAgain', rows[0], rows);
        return;
      }
      case 'export':
        void save(missionId, message.format, message.text);
    }
  }
}

async function save(missionId: string, format: 'csv' | 'jsonl', text: string): Promise<void> {
  const filters = format === 'csv' ? { CSV: ['csv'] } : { 'JSON Lines': ['jsonl'] };
  const uri = await askWhere(`mission-${missionId.slice(0, 8)}-results.${format}`, filters);
  if (uri) await tellSaved(uri, () => writePieces(uri, [text]));
}

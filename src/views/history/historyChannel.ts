import * as vscode from 'vscode';
import { describeError } from '../../errorMessages';
import { asHistoryMessage } from '../../protocol/historyGuards';
import type { HistoryHostMessage, HistoryMessage } from '../../protocol/historyMessages';
import type { Freshness } from '../../protocol/messages';
import { planSlice, type PlanSlice } from '../../protocol/planSlice';
import type { HistoryChange } from '../../tracking/history/historyWatches';
import { valueOf } from '../../tracking/store/facts';
import { pageHtml } from '../page/pageHtml';
import { missionName } from '../text/names';
import { askWhere, tellSaved, writePieces } from '../timeline/timelineExports';
import { historyRun } from './historyRun';
import { historyTexts } from './historyTexts';
import type { HistoryParts } from './historyPanel';

/** What comes within so long (ms) is sent together. */
const collectMs = 50;

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
  let stopWatching: (() => void) | undefined;
  /** What is to be sent; `undefined` while the page has not asked for anything. */
  let pending: { readonly runs: Set<string>; readonly plans: Set<string>; timer?: NodeJS.Timeout | number } | undefined;

  const dist = vscode.Uri.joinPath(parts.extensionUri, 'dist');
  const icon = (theme: string) => vscode.Uri.joinPath(parts.extensionUri, 'media', `timeline-${theme}.svg`);
  panel.iconPath = { light: icon('light'), dark: icon('dark') };
  panel.webview.options = { enableScripts: true, localResourceRoots: [dist] };
  const subscriptions = [
    panel.webview.onDidReceiveMessage((message: unknown) => onMessage(message)),
    panel.onDidChangeViewState(() => updateWatching()),
    panel.onDidDispose(() => stop()),
  ];
  const unsubscribe = [
    history.subscribe(onChange),
    store.subscribe(({ missions }) => {
      if (!missions.has(missionId)) return;
      updateTitle();
      schedule();
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

  function name(): string {
    const mission = store.mission(missionId);
    return mission ? missionName(mission) : (parts.lastName ?? missionName(undefined));
  }

  function updateTitle(): void {
    panel.title = vscode.l10n.t('History: {0}', name());
  }

  function send(message: HistoryHostMessage): void {
    void panel.webview.postMessage(message);
  }

  function freshness(): Freshness {
    const { failure } = history;
    if (!failure) return history.isLoaded ? { kind: 'live' } : { kind: 'loading' };
    const { reason, action } = describeError(failure);
    return { kind: 'stale', message: reason, action };
  }

  function plansOf(runIds: Iterable<string>): PlanSlice {
    return planSlice(
      [...runIds].flatMap((runId) => {
        const plan = history.plan(runId);
        return plan ? [[runId, plan] as const] : [];
      }),
    );
  }

  function sendAll(): void {
    clear();
    pending = { runs: new Set(), plans: new Set() };
    const runs = history.runs();
    send({
      kind: 'snapshot',
      mission: { missionId, name: name() },
      runs: runs.map(historyRun),
      plans: plansOf(runs.map(({ runId }) => runId)),
      ...{ more: history.more, freshness: freshness(), now: store.now(), texts: historyTexts() },
    });
  }

  function onChange({ runs, plans, reset }: HistoryChange): void {
    if (!pending) return;
    if (reset) {
      sendAll();
      return;
    }
    for (const runId of runs) pending.runs.add(runId);
    for (const runId of plans) pending.plans.add(runId);
    schedule();
  }

  function schedule(): void {
    if (!pending || pending.timer !== undefined) return;
    pending.timer = setTimeout(sendChanges, collectMs);
  }

  function sendChanges(): void {
    if (!pending) return;
    const { runs, plans } = pending;
    pending = { runs: new Set(), plans: new Set() };
    const known = [...runs].map((runId) => ({ runId, run: store.run(runId) }));
    const there = known.flatMap(({ run }) => (run.kind === 'loaded' ? [run.value] : (valueOf(run) ?? [])));
    const gone = known.filter(({ run }) => valueOf(run) === undefined || isGoneNow(run)).map(({ runId }) => runId);
    send({
      kind: 'delta',
      ...(there.length > 0 ? { runs: there.filter(({ runId }) => !gone.includes(runId)).map(historyRun) } : {}),
      ...(gone.length > 0 ? { gone } : {}),
      ...(plans.size > 0 ? { plans: plansOf(plans) } : {}),
      ...{ more: history.more, freshness: freshness(), name: name(), now: store.now() },
    });
  }

  function isGoneNow(run: ReturnType<typeof store.run>): boolean {
    return run.kind === 'failed' && run.error.kind === 'notFound';
  }

  function clear(): void {
    if (pending?.timer !== undefined) clearTimeout(pending.timer);
    pending = undefined;
  }

  /** Watches while it is visible, and nothing else. */
  function updateWatching(): void {
    if (panel.visible) {
      stopWatching ??= history.watch();
      return;
    }
    // A hidden webview is thrown away: it will say `ready` again.
    clear();
    stopWatching?.();
    stopWatching = undefined;
  }

  function onMessage(value: unknown): void {
    const message = asHistoryMessage(value);
    if (message) handleMessage(message);
    else parts.warn('A history sent a message that is none; it was dropped');
  }

  /** Only runs of this mission are acted on. */
  const isOurs = (runId: string) => valueOf(store.run(runId))?.missionId === missionId;
  const run = (command: string, ...args: unknown[]) => void vscode.commands.executeCommand(command, ...args);

  function handleMessage(message: HistoryMessage): void {
    switch (message.kind) {
      case 'ready':
        sendAll();
        return;
      case 'shown':
        history.want(message.runIds.filter(isOurs));
        return;
      case 'act':
        if (message.act === 'loadMore') void history.loadMore();
        else if (message.act === 'refresh') run('missions.refresh');
        else if (message.act === 'openInstructions') run('missions.editInstructions', { missionId });
        else {
          const now = freshness();
          if (now.kind === 'stale' && now.action) run(now.action.command);
        }
        return;
      case 'open': {
        const { runId, stepId } = message;
        if (isOurs(runId))
          run('missions.openTimeline', { missionId, runId, ...(stepId === undefined ? {} : { stepId }) });
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
        void save(message.format, message.text);
        return;
    }
  }

  async function save(format: 'csv' | 'jsonl', text: string): Promise<void> {
    const filters = format === 'csv' ? { CSV: ['csv'] } : { 'JSON Lines': ['jsonl'] };
    const uri = await askWhere(`mission-${missionId.slice(0, 8)}-results.${format}`, filters);
    if (uri) await tellSaved(uri, () => writePieces(uri, [text]));
  }

  function stop(): void {
    clear();
    stopWatching?.();
    stopWatching = undefined;
    for (const end of unsubscribe) end();
    for (const subscription of subscriptions.splice(0)) subscription.dispose();
  }
}

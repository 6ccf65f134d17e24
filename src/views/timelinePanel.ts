import * as vscode from 'vscode';
import { explain } from '../explain';
import { EventColumns } from '../model/eventColumns';
import { isActive, runCan, type Run } from '../model/run';
import {
  asTimelineMessage,
  type Answer,
  type Ask,
  type Freshness,
  type HostMessage,
  type RunHeader,
  type TimelineAct,
} from '../protocol';
import type { Poller } from '../tracking/poller';
import { valueOf, type Change, type EventLog, type Known } from '../tracking/facts';
import type { Store } from '../tracking/store';
import { missionName } from './rows';
import { timelineHtml } from './timelineHtml';
import { timelineTexts } from './timelineTexts';

export const timelineViewType = 'missions.timeline';

type Parts = {
  readonly extensionUri: vscode.Uri;
  readonly store: Store;
  readonly poller: Poller;
  readonly warn: (message: string) => void;
  /** Somebody looks at the run. */
  readonly onSeen: (runId: string) => void;
};

export type RunIds = { readonly missionId: string; readonly runId: string };

export interface Timelines {
  /** Opens the run's timeline, or shows the one that is open; selects the event where one is named. */
  open(run: RunIds, eventId?: string): void;
  /** The run whose timeline is the active editor. */
  active(): RunIds | undefined;
}

/** One editor tab a run. */
export function registerTimeline(parts: Parts): Timelines & { dispose(): void } {
  const open = new Map<string, TimelinePanel>();

  function adopt(panel: vscode.WebviewPanel, ids: RunIds): TimelinePanel {
    const timeline = new TimelinePanel(panel, ids, parts);
    open.set(ids.runId, timeline);
    panel.onDidDispose(() => {
      if (open.get(ids.runId) === timeline) open.delete(ids.runId);
    });
    return timeline;
  }

  const serializer = vscode.window.registerWebviewPanelSerializer(timelineViewType, {
    deserializeWebviewPanel(panel, state: unknown) {
      const ids = runIdsOf(state);
      if (ids && !open.has(ids.runId)) adopt(panel, ids);
      // Without its ids there is nothing to show, and a second tab of a run is one too many.
      else panel.dispose();
      return Promise.resolve();
    },
  });

  return {
    open(ids, eventId) {
      const held = open.get(ids.runId);
      if (held) held.show();
      const timeline =
        held ??
        adopt(
          vscode.window.createWebviewPanel(timelineViewType, vscode.l10n.t('Run'), vscode.ViewColumn.Active, {
            enableScripts: true,
            localResourceRoots: [vscode.Uri.joinPath(parts.extensionUri, 'dist')],
          }),
          ids,
        );
      if (eventId !== undefined) timeline.reveal(eventId);
    },
    active: () => [...open.values()].find((timeline) => timeline.isActive())?.ids,
    dispose() {
      serializer.dispose();
      for (const timeline of open.values()) timeline.stop();
    },
  };
}

/** What the timeline left behind when the window was closed. It comes from the webview, so nothing is taken on trust. */
function runIdsOf(state: unknown): RunIds | undefined {
  if (typeof state !== 'object' || state === null) return undefined;
  const { missionId, runId } = state as Partial<Record<keyof RunIds, unknown>>;
  return typeof missionId === 'string' && typeof runId === 'string' && missionId && runId
    ? { missionId, runId }
    : undefined;
}

/** The only words that a click in a timeline can turn into commands. */
const commandOf: Readonly<Record<Exclude<TimelineAct, 'mend'>, string>> = {
  pause: 'missions.pauseRun',
  resume: 'missions.resumeRun',
  cancel: 'missions.cancelRun',
  refresh: 'missions.refresh',
  openInstructions: 'missions.editInstructions',
};

const noColumns = new EventColumns();

/** Number 0 is the empty string on both sides: it is never sent. */
const firstString = 1;

class TimelinePanel {
  readonly #panel: vscode.WebviewPanel;
  readonly #parts: Parts;
  readonly #subscriptions: (() => void)[] = [];
  #stopWatching: (() => void) | undefined;
  /** The webview has said that it listens, and has been visible ever since. */
  #ready = false;
  #revision = 0;
  /** How much of the event columns and of their strings the webview has. */
  #rowsSent = 0;
  #stringsSent = firstString;
  #toReveal: string | undefined;

  constructor(
    panel: vscode.WebviewPanel,
    readonly ids: RunIds,
    parts: Parts,
  ) {
    this.#panel = panel;
    this.#parts = parts;
    const { store } = parts;
    const dist = vscode.Uri.joinPath(parts.extensionUri, 'dist');
    const icon = (theme: string) => vscode.Uri.joinPath(parts.extensionUri, 'media', `timeline-${theme}.svg`);
    panel.iconPath = { light: icon('light'), dark: icon('dark') };
    panel.webview.options = { enableScripts: true, localResourceRoots: [dist] };
    panel.webview.onDidReceiveMessage((message: unknown) => this.#receive(message));
    panel.onDidChangeViewState(() => this.#look());
    panel.onDidDispose(() => this.stop());
    this.#subscriptions.push(store.subscribe((change) => this.#apply(change)));
    panel.webview.html = timelineHtml(panel.webview, dist, ids);
    this.#name();
    this.#look();
  }

  isActive(): boolean {
    return this.#panel.active;
  }

  show(): void {
    this.#panel.reveal();
  }

  reveal(eventId: string): void {
    this.#toReveal = eventId;
    this.#sendReveal();
  }

  stop(): void {
    this.#ready = false;
    this.#stopWatching?.();
    this.#stopWatching = undefined;
    for (const unsubscribe of this.#subscriptions.splice(0)) unsubscribe();
  }

  /** Watches while it is visible, and nothing else. */
  #look(): void {
    if (this.#panel.visible) {
      this.#parts.onSeen(this.ids.runId);
      this.#stopWatching ??= this.#parts.poller.watch({ kind: 'timeline', ...this.ids });
      return;
    }
    // A hidden webview is thrown away: it will say `ready` again.
    this.#ready = false;
    this.#stopWatching?.();
    this.#stopWatching = undefined;
  }

  #name(): void {
    const mission = missionName(this.#parts.store.mission(this.ids.missionId));
    const name = mission.length > 40 ? `${mission.slice(0, 40)}…` : mission;
    const title = vscode.l10n.t('{0} · run {1}', name, this.ids.runId.slice(0, 8));
    if (this.#panel.title !== title) this.#panel.title = title;
  }

  #apply(change: Change): void {
    const { missionId, runId } = this.ids;
    const run = change.runs.has(runId) || change.missions.has(missionId);
    const plan = change.plans.has(runId);
    const events = change.events.has(runId);
    if (!run && !plan && !events) return;
    this.#name();
    if (run && this.#panel.visible) this.#parts.onSeen(runId);
    if (!this.#ready) return;
    const { store } = this.#parts;
    if (store.events(runId).kind === 'unknown' && this.#rowsSent > 0) {
      // Another account: everything is to be learnt anew.
      this.#sendSnapshot();
      return;
    }
    const header = run ? this.#header() : undefined;
    const columns = this.#columns();
    this.#send({
      kind: 'delta',
      revision: ++this.#revision,
      ...(header ? { run: header } : {}),
      ...(plan ? { steps: valueOf(store.plan(runId)) ?? [] } : {}),
      ...(events && columns.length > this.#rowsSent ? { events: this.#slice(columns) } : {}),
      freshness: this.#freshness(),
      now: Date.now(),
    });
    if (events) this.#sendReveal();
  }

  #sendSnapshot(): void {
    const { store } = this.#parts;
    this.#rowsSent = 0;
    this.#stringsSent = firstString;
    const header = this.#header();
    this.#send({
      kind: 'snapshot',
      revision: ++this.#revision,
      ...(header ? { run: header } : {}),
      steps: valueOf(store.plan(this.ids.runId)) ?? [],
      events: this.#slice(this.#columns()),
      freshness: this.#freshness(),
      now: Date.now(),
      texts: timelineTexts(),
    });
    this.#sendReveal();
  }

  #sendReveal(): void {
    const eventId = this.#toReveal;
    const index = eventId === undefined ? undefined : this.#columns().indexOf(eventId);
    if (index === undefined || !this.#ready) return;
    this.#toReveal = undefined;
    this.#send({ kind: 'reveal', index });
  }

  #slice(columns: EventColumns) {
    const slice = columns.slice(this.#rowsSent, this.#stringsSent);
    this.#rowsSent = columns.length;
    this.#stringsSent = columns.strings.size;
    return slice;
  }

  #columns(): EventColumns {
    return valueOf(this.#parts.store.events(this.ids.runId))?.columns ?? noColumns;
  }

  #header(): RunHeader | undefined {
    const { store } = this.#parts;
    const run = valueOf(store.run(this.ids.runId));
    return run && headerOf(run, missionName(store.mission(run.missionId)), store.isBusy(run.runId));
  }

  #freshness(): Freshness {
    const { store } = this.#parts;
    const { runId } = this.ids;
    const run = store.run(runId);
    const events = store.events(runId);
    for (const known of [run, events, store.plan(runId)]) {
      if (known.kind !== 'failed') continue;
      const { reason, mend } = explain(known.error);
      return { kind: 'stale', ...(known.last ? { at: known.last.at } : {}), message: reason, mend };
    }
    if (run.kind === 'unknown' || events.kind === 'unknown') return { kind: 'loading' };
    return readingOf(events) ?? { kind: 'live' };
  }

  #send(message: HostMessage): void {
    void this.#panel.webview.postMessage(message);
  }

  #receive(value: unknown): void {
    const message = asTimelineMessage(value);
    if (!message) {
      this.#parts.warn('A timeline sent a message that is none; it was dropped');
      return;
    }
    switch (message.kind) {
      case 'ready':
        this.#ready = true;
        this.#sendSnapshot();
        return;
      case 'act':
        this.#act(message.act);
        return;
      case 'copy':
        void vscode.env.clipboard.writeText(message.text);
        return;
      case 'request': {
        const { requestId } = message;
        const answer = this.#answer(message.ask);
        this.#send(
          answer
            ? { kind: 'reply', requestId, answer }
            : { kind: 'refusal', requestId, message: vscode.l10n.t('These events are not loaded any more.') },
        );
        return;
      }
    }
  }

  #act(act: TimelineAct): void {
    if (act !== 'mend') {
      void vscode.commands.executeCommand(commandOf[act], this.ids);
      return;
    }
    const freshness = this.#freshness();
    if (freshness.kind === 'stale' && freshness.mend) void vscode.commands.executeCommand(freshness.mend.command);
  }

  #answer(ask: Ask): Answer | undefined {
    const columns = this.#columns();
    if (ask.kind === 'event') {
      const { index } = ask;
      if (index >= columns.length) return undefined;
      return {
        kind: 'event',
        index,
        eventId: columns.eventId(index),
        summary: columns.summary(index),
        payload: columns.payload(index),
      };
    }
    if (ask.to > columns.length) return undefined;
    const summaries = Array.from({ length: ask.to - ask.from }, (_, i) => columns.summary(ask.from + i));
    return { kind: 'eventTexts', from: ask.from, summaries };
  }
}

function headerOf(run: Run, mission: string, busy: boolean): RunHeader {
  const json = (value: unknown) => JSON.stringify(value, undefined, 2);
  return {
    runId: run.runId,
    missionId: run.missionId,
    missionName: mission,
    status: run.status,
    active: isActive(run),
    can: runCan(run),
    busy,
    startedAt: run.startedAt,
    updatedAt: run.updatedAt,
    ...(run.finishedAt === undefined ? {} : { finishedAt: run.finishedAt }),
    ...(run.resultSummary === undefined ? {} : { resultSummary: run.resultSummary }),
    ...(run.resultPayload === undefined ? {} : { resultPayload: json(run.resultPayload) }),
    ...(run.input === undefined ? {} : { input: json(run.input) }),
    ...(run.error === undefined ? {} : { error: run.error }),
  };
}

function readingOf(events: Known<EventLog>): Freshness | undefined {
  const log = valueOf(events);
  if (!log || log.complete) return undefined;
  return { kind: 'reading', loaded: log.columns.length, total: Math.max(log.total, log.columns.length) };
}

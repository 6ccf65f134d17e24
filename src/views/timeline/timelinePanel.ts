import * as vscode from 'vscode';
import { dialogs } from '../../dialogs';
import { isObject } from '../../model/jsonObject';
import type { RunRef } from '../../model/run';
import type { TimelineAct } from '../../protocol/messages';
import { valueOf } from '../../tracking/store/facts';
import type { Poller } from '../../tracking/polling/poller';
import type { AttentionWatch } from '../../tracking/attention';
import type { OwnClaims } from '../text/claimTexts';
import type { Store } from '../../tracking/store/store';
import { pageOptions } from '../page/pagePanel';
import { createLiveSource } from './liveTimelineSource';
import { openTimelineChannel, type TimelineChannel } from './timelineChannel';

export const timelineViewType = 'missions.timeline';

type Parts = {
  readonly extensionUri: vscode.Uri;
  readonly store: Store;
  readonly poller: Poller;
  readonly attention: AttentionWatch;
  readonly runClaims?: OwnClaims | undefined;
  readonly warn: (message: string) => void;
  /** Somebody looks at the run. */
  readonly onSeen: (runId: string) => void;
  /** Captures the account that a timeline belongs to. */
  readonly bind: () => { readonly isCurrent: () => Promise<boolean> };
};

/** What of a timeline is to be shown, and how. */
export type TimelineView = {
  /** Selects this event. */
  readonly eventId?: string;
  /** Selects this step. */
  readonly stepId?: string;
  /**
   * A click on a row opens it: as VS Code's preview editors do, it makes room for the next one that is opened so, until
   * somebody acts in it or clicks twice.
   */
  readonly preview?: boolean;
};

export interface Timelines {
  /** Opens the run's timeline, or shows the one that is open. */
  open(run: RunRef, view?: TimelineView): void;
  /** Shows another run of the mission beside the run, once all of it is known. Throws `ApiError` where it cannot be. */
  compare(run: RunRef, other: RunRef): Promise<void>;
  /** The run whose timeline is the active editor. */
  active(): RunRef | undefined;
  /**
   * Whether a command may be run with the argument. What the context menu of a timeline hands over has to be of the account
   * in use, as its other acts do; that it isn't is said.
   */
  admits(argument: unknown): Promise<boolean>;
}

type OpenTimeline = {
  readonly panel: vscode.WebviewPanel;
  readonly ids: RunRef;
  readonly channel: TimelineChannel;
  /** Whether its account is in use; says so where it isn't. */
  readonly isOfAccount: () => Promise<boolean>;
  readonly shows: (runId: unknown) => boolean;
  readonly compare: (other: RunRef | undefined) => void;
};

/** Two clicks within so long (ms) are a double click: VS Code runs the command of a row at each. */
const doubleClickMs = 500;

/** One editor tab a run. */
export function registerTimeline(parts: Parts): Timelines & { dispose(): void } {
  const { store } = parts;
  const open = new Map<string, OpenTimeline>();
  /** The one that makes room for the next. */
  let preview: { readonly runId: string; clickedAt: number } | undefined;

  /** It is no preview any more: its tab stays. */
  function keep(runId: string): void {
    if (preview?.runId === runId) preview = undefined;
  }

  function attachPanel(panel: vscode.WebviewPanel, ids: RunRef): OpenTimeline {
    // A hidden tab comes back at once.
    const release = store.useEvents(ids.runId);
    let releaseCompared: (() => void) | undefined;
    let compared: RunRef | undefined;
    const source = createLiveSource(ids, parts);
    const account = parts.bind();
    const isFoundElsewhere = inAnotherAccount(store, ids.runId);
    /** What is done to a run is done in its account alone: that in which it is known, whichever the tab was opened in. */
    async function isOfAccount(): Promise<boolean> {
      const isCurrent = isFoundElsewhere() || (await account.isCurrent());
      if (!isCurrent) void dialogs.showWarningMessage(vscode.l10n.t('This run belongs to another account.'));
      return isCurrent;
    }
    async function run(command: string, argument: unknown): Promise<void> {
      if (await isOfAccount()) await vscode.commands.executeCommand(command, argument);
    }
    const channel = openTimelineChannel({
      panel,
      ids,
      source,
      extensionUri: parts.extensionUri,
      warn: parts.warn,
      onSeen: () => parts.onSeen(ids.runId),
      onUsed: () => keep(ids.runId),
      act(act, stepId) {
        if (act === 'endCompare') timeline.compare(undefined);
        else if (act === 'freshnessAction') runFreshnessAction(source.freshness());
        else void run(commandOf[act], { ...ids, ...(stepId === undefined ? {} : { stepId }) });
      },
    });
    const timeline = {
      panel,
      ids,
      channel,
      isOfAccount,
      shows: (runId: unknown) => runId === ids.runId || (compared !== undefined && runId === compared.runId),
      compare(other: RunRef | undefined) {
        compared = other;
        const before = releaseCompared;
        releaseCompared = other && store.useEvents(other.runId);
        before?.();
        channel.compare(other && createLiveSource(other, parts));
      },
    };
    open.set(ids.runId, timeline);
    keepWhereMoved(panel, () => keep(ids.runId));
    panel.onDidDispose(() => {
      if (open.get(ids.runId) === timeline) {
        open.delete(ids.runId);
        keep(ids.runId);
      }
      release();
      releaseCompared?.();
    });
    return timeline;
  }

  const serializer = vscode.window.registerWebviewPanelSerializer(timelineViewType, {
    deserializeWebviewPanel(panel, state: unknown) {
      const ids = runIdsOf(state);
      if (ids && !open.has(ids.runId)) attachPanel(panel, ids);
      // Without its ids there is nothing to show, and a second tab of a run is one too many.
      else panel.dispose();
      return Promise.resolve();
    },
  });

  /** `preserveFocus`: who has clicked on a row goes on there. */
  function openOrReveal(ids: RunRef, preserveFocus = false): OpenTimeline {
    const panel = open.get(ids.runId);
    panel?.panel.reveal(undefined, preserveFocus);
    return (
      panel ??
      attachPanel(
        vscode.window.createWebviewPanel(
          timelineViewType,
          vscode.l10n.t('Run'),
          { viewColumn: vscode.ViewColumn.Active, preserveFocus },
          pageOptions(parts.extensionUri),
        ),
        ids,
      )
    );
  }

  /** Opens it in the place of the preview before it. */
  function openPreview(ids: RunRef): OpenTimeline {
    const { runId } = ids;
    const now = performance.now();
    if (preview?.runId === runId && now - preview.clickedAt < doubleClickMs) keep(runId);
    else if (preview?.runId === runId) preview.clickedAt = now;
    else if (!open.has(runId)) {
      const before = preview && open.get(preview.runId);
      const timeline = openOrReveal(ids, true);
      preview = { runId, clickedAt: now };
      // Only now: with its last tab a group of editors would go.
      if (before && !isPinned(before.panel)) before.panel.dispose();
      return timeline;
    }
    return openOrReveal(ids, true);
  }

  return {
    open(ids, { eventId, stepId, preview: isPreview = false } = {}) {
      if (!isPreview) keep(ids.runId);
      const { channel } = isPreview ? openPreview(ids) : openOrReveal(ids);
      if (eventId !== undefined) channel.reveal({ eventId });
      else if (stepId !== undefined) channel.reveal({ stepId });
    },
    async compare(ids, other) {
      keep(ids.runId);
      const { channel, compare } = openOrReveal(ids);
      // From before it is read until it is shown, so that it is not forgotten in between.
      const release = store.useEvents(other.runId);
      const location = vscode.ProgressLocation.Notification;
      const title = vscode.l10n.t('Loading the other run...');
      try {
        const whole = await vscode.window.withProgress({ location, title, cancellable: true }, (_, token) =>
          readWhole(other, token, parts),
        );
        if (whole && open.get(ids.runId)?.channel === channel) compare(other);
      } finally {
        release();
      }
    },
    active: () => [...open.values()].find(({ panel }) => panel.active)?.ids,
    async admits(argument) {
      // VS Code says of which webview the menu was.
      if (!isObject(argument) || argument.webview !== timelineViewType) return true;
      const timeline = [...open.values()].find(({ shows }) => shows(argument.runId));
      return timeline !== undefined && (await timeline.isOfAccount());
    },
    dispose() {
      serializer.dispose();
      for (const { channel } of open.values()) channel.stop();
    },
  };
}

/**
 * Resolves with whether all of the run that can be read is known, or the person has had enough; rejects with an
 * `ApiError` where it cannot be read.
 */
function readWhole(
  { missionId, runId }: RunRef,
  token: vscode.CancellationToken,
  { store, poller }: Pick<Parts, 'store' | 'poller'>,
): Promise<boolean> {
  const isWhole = () => valueOf(store.events(runId))?.isReading === false && store.plan(runId).kind === 'loaded';
  const failures = () =>
    [store.events(runId), store.plan(runId)].flatMap((known) => (known.kind === 'failed' ? [known.error] : []));
  const before = failures();
  return new Promise((resolve, reject) => {
    const stopWatching = poller.watch({ kind: 'timeline', missionId, runId });
    const stop = () => {
      stopWatching();
      unsubscribe();
      cancelled.dispose();
    };
    const done = (whole: boolean) => {
      stop();
      resolve(whole);
    };
    const unsubscribe = store.subscribe(({ events, plans }) => {
      if (!events.has(runId) && !plans.has(runId)) return;
      const failed = failures().find((error) => !before.includes(error));
      if (isWhole()) done(true);
      else if (failed) {
        stop();
        reject(failed);
      }
    });
    const cancelled = token.onCancellationRequested(() => done(false));
    if (isWhole()) done(true);
    // Where it has failed before, its own timeline may not ask again for long, or never.
    else if (before.length > 0) poller.wake(runId);
  });
}

/** Whether the account in use has the run, where that is another one than now. */
function inAnotherAccount(store: Store, runId: string): () => boolean {
  const { epoch } = store;
  return () => store.epoch !== epoch && valueOf(store.run(runId)) !== undefined;
}

/** As VS Code keeps its own previews that are moved to another group of editors. */
function keepWhereMoved(panel: vscode.WebviewPanel, keep: () => void): void {
  let { viewColumn } = panel;
  panel.onDidChangeViewState(() => {
    const before = viewColumn;
    viewColumn = panel.viewColumn ?? before;
    // At first it is where the active editor is.
    if (before !== undefined && before !== vscode.ViewColumn.Active && viewColumn !== before) keep();
  });
}

/** Whether the person has pinned its tab. VS Code tells tabs of webviews apart by their titles alone. */
function isPinned({ title }: vscode.WebviewPanel): boolean {
  const isOurs = ({ input }: vscode.Tab) =>
    input instanceof vscode.TabInputWebview && input.viewType.endsWith(timelineViewType);
  return vscode.window.tabGroups.all.some(({ tabs }) =>
    tabs.some((tab) => tab.isPinned && tab.label === title && isOurs(tab)),
  );
}

function runFreshnessAction(freshness: ReturnType<ReturnType<typeof createLiveSource>['freshness']>): void {
  if (freshness.kind === 'stale' && freshness.action) void vscode.commands.executeCommand(freshness.action.command);
}

/** What the timeline left behind when the window was closed. It comes from the webview, so nothing is taken on trust. */
function runIdsOf(state: unknown): RunRef | undefined {
  if (typeof state !== 'object' || state === null) return undefined;
  const { missionId, runId } = state as Partial<Record<keyof RunRef, unknown>>;
  return typeof missionId === 'string' && typeof runId === 'string' && missionId && runId
    ? { missionId, runId }
    : undefined;
}

/** The only words that a click in a timeline can turn into commands. */
const commandOf: Readonly<Record<Exclude<TimelineAct, 'freshnessAction' | 'endCompare'>, string>> = {
  pause: 'missions.pauseRun',
  resume: 'missions.resumeRun',
  cancel: 'missions.cancelRun',
  answer: 'missions.answerQuestion',
  completeRun: 'missions.completeRun',
  runAgain: 'missions.runAgain',
  skipOpenSteps: 'missions.skipOpenSteps',
  editPlan: 'missions.editPlan',
  showAgentGuide: 'missions.showAgentGuide',
  logEvent: 'missions.logEvent',
  linkAgent: 'missions.linkAgent',
  setStepStatus: 'missions.setStepStatus',
  compare: 'missions.compareRuns',
  saveRunToFile: 'missions.saveRunToFile',
  refresh: 'missions.refresh',
  openInstructions: 'missions.editInstructions',
  showHistory: 'missions.showHistory',
};

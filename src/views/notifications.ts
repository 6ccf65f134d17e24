import * as vscode from 'vscode';
import { dialogs } from '../dialogs';
import { questionLine } from '../model/questions';
import type { Timing } from '../model/timing';
import type { AttentionWatch } from '../tracking/attention';
import { createRunNotifier, needsPerson, type RunNotification } from '../tracking/runNotifications';
import type { Poller } from '../tracking/polling/poller';
import type { Store } from '../tracking/store/store';
import { choiceButtons } from './text/choiceButtons';
import { missionName } from './text/names';

export type NotificationLevel = 'off' | 'attention' | 'finished';

/** A button, and the command behind it. */
type Offer = {
  readonly title: string;
  readonly command: string;
  readonly argument?: Readonly<Record<string, unknown>>;
};

/**
 * Tells what a person may want to know who is not looking. While it is on, the poller asks once a minute even when
 * nothing is visible.
 */
export function registerNotifications(parts: {
  readonly store: Store;
  readonly attention: AttentionWatch;
  readonly poller: Poller;
  readonly hasAccount: () => Promise<boolean>;
  readonly onAccountChange: vscode.Event<void>;
  readonly timing: Timing;
}): { dispose(): void } {
  const { store, attention, poller, timing } = parts;
  let level: NotificationLevel = 'off';
  let stopWatching: (() => void) | undefined;
  let gathered: RunNotification[] = [];
  let { epoch: gatheredIn } = store;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let disposed = false;

  const news = createRunNotifier({
    store,
    attention,
    timing,
    maxScheduledDelay: () => poller.maxScheduledDelay(),
    notify(news) {
      const wanted = news.filter(({ kind }) => level === 'finished' || (level === 'attention' && needsPerson(kind)));
      if (wanted.length === 0) return;
      // What was gathered of another account is of no use any more.
      if (gatheredIn !== store.epoch) gathered = [];
      gatheredIn = store.epoch;
      gathered.push(...wanted);
      timer ??= setTimeout(() => {
        timer = undefined;
        const all = gathered;
        gathered = [];
        if (gatheredIn === store.epoch) void show(all, gatheredIn);
      }, timing.notificationCollectMs);
    },
  });

  async function show(all: readonly RunNotification[], epoch: number): Promise<void> {
    const [first] = all;
    if (!first) return;
    const single = all.length === 1;
    const offers = single
      ? offersFor(first, store)
      : [{ title: vscode.l10n.t('Show Runs'), command: 'missions.showRecentRuns' }];
    const message = single ? sentence(first) : summary(all);
    const say = all.some(({ kind }) => needsPerson(kind)) ? dialogs.showWarningMessage : dialogs.showInformationMessage;
    const choice = await say(message, ...offers.map(({ title }) => title));
    const chosen = offers.find(({ title }) => title === choice);
    if (!chosen) return;
    if (store.epoch !== epoch) {
      void dialogs.showWarningMessage(vscode.l10n.t('The account changed in the meantime.'));
      return;
    }
    await vscode.commands.executeCommand(chosen.command, ...(chosen.argument ? [chosen.argument] : []));
  }

  function sentence({ run, kind }: RunNotification): string {
    const name = missionName(store.mission(run.missionId));
    switch (kind) {
      case 'failed':
        return vscode.l10n.t('A run of "{0}" failed.', name);
      case 'asks': {
        const question = store.openQuestion(run.runId);
        return question
          ? vscode.l10n.t('A run of "{0}" asks: {1}', name, questionLine(question))
          : vscode.l10n.t('A run of "{0}" is waiting for an answer.', name);
      }
      case 'paused':
        return vscode.l10n.t('A run of "{0}" was paused.', name);
      case 'stuck':
        return vscode.l10n.t('A run of "{0}" may be stuck: it has logged no events recently.', name);
      case 'leftBehind':
        return vscode.l10n.t('A run of "{0}" has finished its steps but wasn\'t completed.', name);
      case 'succeeded':
        return vscode.l10n.t('A run of "{0}" succeeded.', name);
      case 'cancelled':
        return vscode.l10n.t('A run of "{0}" was cancelled.', name);
    }
  }

  /** "12 runs: 10 failed, 2 paused". */
  function summary(all: readonly RunNotification[]): string {
    const counts = new Map<RunNotification['kind'], number>();
    for (const { kind } of all) counts.set(kind, (counts.get(kind) ?? 0) + 1);
    const parts = [...counts].map(([kind, count]) => countOf(kind, count));
    return vscode.l10n.t('{0} runs: {1}.', new Set(all.map(({ run }) => run.runId)).size, parts.join(', '));
  }

  function countOf(kind: RunNotification['kind'], count: number): string {
    switch (kind) {
      case 'failed':
        return vscode.l10n.t('{0} failed', count);
      case 'asks':
        return vscode.l10n.t('{0} waiting for an answer', count);
      case 'paused':
        return vscode.l10n.t('{0} paused', count);
      case 'stuck':
        return vscode.l10n.t('{0} may be stuck', count);
      case 'leftBehind':
        return vscode.l10n.t('{0} not completed', count);
      case 'succeeded':
        return vscode.l10n.t('{0} succeeded', count);
      case 'cancelled':
        return vscode.l10n.t('{0} cancelled', count);
    }
  }

  async function watch(): Promise<void> {
    const setting = vscode.workspace.getConfiguration('missions').get<string>('notifications');
    level = setting === 'off' || setting === 'finished' ? setting : 'attention';
    const wanted = level !== 'off' && (await parts.hasAccount()) && !disposed;
    if (!wanted) {
      stopWatching?.();
      stopWatching = undefined;
    } else stopWatching ??= poller.watch({ kind: 'background' });
  }

  const disposables = [
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('missions.notifications')) void watch();
    }),
    parts.onAccountChange(() => void watch()),
  ];
  // After the window has come up: nobody waits for this.
  setTimeout(() => void watch(), 0);

  return {
    dispose() {
      disposed = true;
      news.stop();
      clearTimeout(timer);
      stopWatching?.();
      for (const disposable of disposables) disposable.dispose();
    },
  };
}

function offersFor({ run, kind }: RunNotification, store: Pick<Store, 'openQuestion'>): readonly Offer[] {
  const { missionId, runId } = run;
  const argument = { missionId, runId };
  const open = { title: vscode.l10n.t('Open Timeline'), command: 'missions.openTimeline', argument };
  if (kind === 'leftBehind')
    return [open, { title: vscode.l10n.t('Complete Run...'), command: 'missions.completeRun', argument }];
  const question = kind === 'asks' ? store.openQuestion(runId) : undefined;
  if (!question) return [open];
  const answer = { title: vscode.l10n.t('Answer...'), command: 'missions.answerQuestion', argument };
  const choices = choiceButtons(question).map((title, place) => ({
    ...{ title, command: answer.command },
    argument: { ...argument, questionId: question.eventId, answer: question.choices[place] },
  }));
  // A choice that is called as one of our own buttons could be taken for it.
  const isClear = choices.every(({ title }) => title !== open.title && title !== answer.title);
  return [...(choices.length > 0 && isClear ? choices : [answer]), open];
}

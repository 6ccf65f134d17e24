import * as vscode from 'vscode';
import { dialogs } from '../../dialogs';
import type { NewRunDocuments } from '../../documents/kinds/runInputDocuments';
import type { RemoteTexts } from '../../documents/remote/readonlyTexts';
import type { RunRef, RunStart } from '../../model/run';
import type { Actions, Outcome } from '../../tracking/actions/actions';
import { valueOf } from '../../tracking/store/facts';
import type { Journal } from '../../tracking/actions/journal';
import { missionName, runStatusText } from '../../views/trees/rows';
import type { BulkRecord } from '../shared/bulkRecord';
import { tell, withProgress } from '../shared/command';
import { actOnRuns } from './bulkRuns';
import { about, copyText, reportDone, reportOutcome } from '../shared/outcome';
import {
  beginAct,
  runName,
  targetMany,
  targetMission,
  targetRun,
  type CommandParts,
  type TargetParts,
} from '../shared/target';
import { mayBeSent } from '../shared/unconfirmed';

type Parts = CommandParts & {
  readonly remoteTexts: RemoteTexts;
  readonly newRuns: NewRunDocuments;
  readonly journal: Journal;
  readonly bulks: BulkRecord;
  /** Shows the run in the sidebar. */
  readonly reveal: (missionId: string, runId: string) => Promise<void>;
};

export function runCommands(parts: Parts) {
  const { journal, store } = parts;

  /** A second click starts no second run. A message about it may stay open for long: it keeps nobody from the next try. */
  async function start(missionId: string, having: RunStart, { actions }: TargetParts): Promise<void> {
    const key = `startRun ${missionId}`;
    const isWanted = await mayBeSent(journal, key, {
      message: (time) =>
        vscode.l10n.t(
          "Telnyx didn't confirm the request from {0}, so a run may have started. Check before you start another one.",
          time,
        ),
      yes: vscode.l10n.t('Start Another Run'),
      look: vscode.l10n.t('Show Runs'),
    });
    if (!isWanted) return;
    const outcome = await withProgress(() => journal.once({ key }, () => actions.startRun(missionId, having)));
    if (outcome.kind === 'done') {
      await parts.reveal(missionId, outcome.value.runId);
      return;
    }
    if (outcome.kind === 'unsure') {
      const look = vscode.l10n.t('Look at the Runs');
      const message = vscode.l10n.t(
        'It is unknown whether the run was started: the answer was lost. Look before you start another one.',
      );
      const choice = await dialogs.showWarningMessage(message, look);
      // The person knows: the next run is another one.
      await journal.settle(key);
      if (choice === look) await vscode.commands.executeCommand('missions.refresh');
      return;
    }
    if (outcome.kind === 'refused') await tell(vscode.l10n.t('The run was not started.'), outcome.error);
  }

  async function act(
    argument: unknown,
    all: unknown,
    can: 'pausable' | 'resumable' | 'cancelable',
    does: (run: RunRef, actions: Actions) => Promise<Outcome>,
    notDone: string,
    confirm?: (run: RunRef) => Promise<boolean>,
  ): Promise<void> {
    const begun = beginAct(parts);
    const meant = await targetMany(argument, all, 'run', begun);
    if (meant?.kind === 'many') return actOnRuns(can, meant.rows, begun);
    const target = meant && (await targetRun(meant.argument, can, begun));
    if (!target || store.isBusy(target.runId)) return;
    if (confirm && !(await confirm(target))) return;
    const name = runName(target, store);
    const outcome = await withProgress(() => does(target, begun.actions));
    const run = valueOf(store.run(target.runId));
    if (outcome.kind === 'done' && run) reportDone(name, runStatusText(run.status));
    await reportOutcome(outcome, about(name, notDone), store);
  }

  return {
    async startRun(argument: unknown) {
      const act = beginAct(parts);
      const mission = await targetMission(argument, act);
      if (mission) await start(mission.missionId, {}, act);
    },

    async startRunWithInput(argument: unknown) {
      const act = beginAct(parts);
      const mission = await targetMission(argument, act);
      if (!mission) return;
      await withProgress(async () =>
        parts.newRuns.open(mission.missionId, missionName(mission), await act.actions.accountId()),
      );
    },

    async startRunFromDocument(argument: unknown) {
      const uri = argument instanceof vscode.Uri ? argument : vscode.window.activeTextEditor?.document.uri;
      const act = beginAct(parts);
      const ready = uri && (await parts.newRuns.read(uri, await act.actions.accountId()));
      if (ready) await start(ready.missionId, ready.start, act);
    },

    async runAgain(argument: unknown) {
      const act = beginAct(parts);
      const target = await targetRun(argument, 'repeatable', act);
      if (!target) return;
      const run = valueOf(store.run(target.runId)) ?? (await act.actions.readRun(target));
      await start(run.missionId, run.input ? { input: run.input } : {}, act);
    },

    pauseRun: (argument: unknown, all: unknown) =>
      act(argument, all, 'pausable', (run, actions) => actions.pauseRun(run), vscode.l10n.t('The run was not paused.')),

    resumeRun: (argument: unknown, all: unknown) =>
      act(
        argument,
        all,
        'resumable',
        (run, actions) => actions.resumeRun(run),
        vscode.l10n.t('The run was not resumed.'),
      ),

    cancelRun: (argument: unknown, all: unknown) =>
      act(
        argument,
        all,
        'cancelable',
        (run, actions) => actions.cancelRun(run),
        vscode.l10n.t('The run was not cancelled.'),
        async (run) => {
          const yes: vscode.MessageItem = { title: vscode.l10n.t('Cancel Run') };
          const no: vscode.MessageItem = { title: vscode.l10n.t('Keep It'), isCloseAffordance: true };
          const name = missionName(store.mission(run.missionId));
          const message = vscode.l10n.t('Cancel this run of “{0}”?', name);
          const detail = vscode.l10n.t('Its agent stops working. A cancelled run cannot be resumed.');
          return (await dialogs.showWarningMessage(message, { modal: true, detail }, yes, no)) === yes;
        },
      ),

    async openTimeline(argument: unknown, eventId: unknown) {
      const target = await targetRun(argument, undefined, beginAct(parts));
      if (!target) return;
      const { missionId, runId } = target;
      parts.timelines.open({ missionId, runId }, typeof eventId === 'string' ? eventId : undefined);
    },

    async copyRunId(argument: unknown) {
      const target = await targetRun(argument, undefined, beginAct(parts));
      if (target) await copyText(target.runId, runName(target, store));
    },

    async loadMoreRuns(argument: unknown) {
      const mission = await targetMission(argument, beginAct(parts));
      if (mission) await withProgress(() => parts.poller.loadMore({ kind: 'runs', missionId: mission.missionId }));
    },
  };
}

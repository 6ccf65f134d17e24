import * as vscode from 'vscode';
import { dialogs } from '../dialogs';
import type { JsonObject } from '../model/mission';
import type { RunCapability } from '../model/run';
import type { Outcome } from '../tracking/actions';
import { valueOf } from '../tracking/facts';
import { missionName } from '../views/rows';
import type { RunIds } from '../views/timelinePanel';
import { tell, withProgress } from './command';
import { jsonProblem, parseJsonObject } from './jsonInput';
import { reportOutcome } from './outcome';
import { savedTexts } from './savedTexts';
import { targetMission, targetRun, type TargetParts } from './target';

/** Where inputs that were typed are kept, by mission: nobody types JSON twice. */
const inputsState = 'runInputs';

type Parts = TargetParts & {
  readonly state: vscode.Memento;
  /** Shows the run in the sidebar. */
  readonly reveal: (missionId: string, runId: string) => Promise<void>;
};

export function runCommands(parts: Parts) {
  const { actions, store } = parts;

  /** Missions whose next run is just being started: a second click must not start a second run. */
  const starting = new Set<string>();

  async function start(missionId: string, input: JsonObject | undefined): Promise<void> {
    if (starting.has(missionId)) return;
    starting.add(missionId);
    try {
      await startOnce(missionId, input);
    } finally {
      starting.delete(missionId);
    }
  }

  async function startOnce(missionId: string, input: JsonObject | undefined): Promise<void> {
    const outcome = await withProgress(() => actions.startRun(missionId, input ? { input } : {}));
    if (outcome.kind === 'done') {
      await parts.reveal(missionId, outcome.value.runId);
      return;
    }
    if (outcome.kind === 'unsure') {
      const look = vscode.l10n.t('Look at the Runs');
      const message = vscode.l10n.t(
        'It is unknown whether the run was started: the answer was lost. Look before you start another one.',
      );
      if ((await dialogs.showWarningMessage(message, look)) === look)
        await vscode.commands.executeCommand('missions.refresh');
      return;
    }
    if (outcome.kind === 'refused') await tell(vscode.l10n.t('The run was not started.'), outcome.error);
  }

  async function act(
    argument: unknown,
    can: RunCapability,
    does: (run: RunIds) => Promise<Outcome>,
    notDone: string,
    confirm?: (run: RunIds) => Promise<boolean>,
  ): Promise<void> {
    const target = await targetRun(argument, can, parts);
    if (!target || store.isBusy(target.runId)) return;
    if (confirm && !(await confirm(target))) return;
    await reportOutcome(await withProgress(() => does(target)), notDone, store);
  }

  return {
    async startRun(argument: unknown) {
      const mission = await targetMission(argument, parts);
      if (mission) await start(mission.missionId, undefined);
    },

    async startRunWithInput(argument: unknown) {
      const mission = await targetMission(argument, parts);
      if (!mission) return;
      const { missionId } = mission;
      const typed = savedTexts(parts.state, inputsState);
      const last = store.allRuns().filter((run) => run.missionId === missionId && run.input !== undefined);
      last.sort((a, b) => b.startedAt - a.startedAt);
      const text = await dialogs.showInputBox({
        title: vscode.l10n.t('Start Run of {0}', missionName(mission)),
        prompt: vscode.l10n.t('The input of the run, a JSON object. Leave it empty to start without one.'),
        value: typed[missionId] ?? JSON.stringify(last[0]?.input ?? {}),
        ignoreFocusOut: true,
        validateInput: jsonProblem,
      });
      if (text === undefined) return;
      await parts.state.update(inputsState, { ...typed, [missionId]: text });
      await start(missionId, parseJsonObject(text));
    },

    async runAgain(argument: unknown) {
      const target = await targetRun(argument, undefined, parts);
      if (!target) return;
      const run = valueOf(store.run(target.runId)) ?? (await actions.readRun(target));
      await start(run.missionId, run.input);
    },

    pauseRun: (argument: unknown) =>
      act(argument, 'pausable', (run) => actions.pauseRun(run), vscode.l10n.t('The run was not paused.')),

    resumeRun: (argument: unknown) =>
      act(argument, 'resumable', (run) => actions.resumeRun(run), vscode.l10n.t('The run was not resumed.')),

    cancelRun: (argument: unknown) =>
      act(
        argument,
        'cancelable',
        (run) => actions.cancelRun(run),
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
      const target = await targetRun(argument, undefined, parts);
      if (!target) return;
      const { missionId, runId } = target;
      parts.timelines.open({ missionId, runId }, typeof eventId === 'string' ? eventId : undefined);
    },

    async copyRunId(argument: unknown) {
      const target = await targetRun(argument, undefined, parts);
      if (target) await vscode.env.clipboard.writeText(target.runId);
    },

    async loadMoreRuns(argument: unknown) {
      const mission = await targetMission(argument, parts);
      if (mission) await withProgress(() => parts.poller.loadMore({ kind: 'runs', missionId: mission.missionId }));
    },
  };
}

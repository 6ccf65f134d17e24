import * as vscode from 'vscode';
import { dialogs } from '../../dialogs';
import type { RunInputDocuments } from '../../documents/runs/runInputDocuments';
import type { RemoteTexts } from '../../documents/editors/readonlyTexts';
import { fileName, openDocument } from '../../documents/editors/editorDocuments';
import { isMissionFile } from '../../documents/missionFiles/missionFileUri';
import { parseMissionFile } from '../../formats/missionFile/missionFile';
import { isCut, isObject, jsonDepthLimit } from '../../model/jsonObject';
import { waitsForAgent, type Run, type RunStart } from '../../model/run';
import type { Journal } from '../../tracking/actions/journal';
import type { Store } from '../../tracking/store/store';
import { missionName } from '../../views/text/names';
import type { BulkRecord } from '../shared/bulkRecord';
import { showError, withProgress } from '../shared/command';
import { prefixName } from '../shared/outcome';
import {
  beginAct,
  findMission,
  findRun,
  targetMission,
  type CommandParts,
  type Found,
  type TargetParts,
} from '../shared/target';
import { mayBeSent } from '../shared/unconfirmed';
import { mayUseMission, type UnpublishedParts, type UnpublishedWords } from '../shared/unpublishedChanges';
import { requireWorkspaceTrust } from '../shared/workspaceTrust';
import { runAgainMany } from './bulkRunAgain';
import { askHowToRunAgain, askHowToStart, type StartChoice } from './runStartQuestions';

type Parts = CommandParts &
  UnpublishedParts & {
    readonly newRuns: RunInputDocuments;
    readonly remoteTexts: RemoteTexts;
    readonly bulks: BulkRecord;
    readonly journal: Journal;
    /** Shows the run in the sidebar. */
    readonly reveal: (missionId: string, runId: string) => Promise<void>;
  };

/** Runs that begin: nothing that can call somebody happens before a person has said so. */
export function startCommands(parts: Parts) {
  const { journal, states, store } = parts;
  const nameOf = (missionId: string) => missionName(store.mission(missionId));

  /** A second click starts no second run. A message about it may stay open for long: it keeps nobody from the next try. */
  async function start(missionId: string, options: RunStart, act: TargetParts): Promise<void> {
    const { actions } = act;
    if (!(await mayStart(missionId, act))) return;
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
    const outcome = await withProgress(() => journal.once({ key }, () => actions.startRun(missionId, options)));
    if (outcome.kind === 'done') {
      void offerTimeline(outcome.value, store);
      await parts.reveal(missionId, outcome.value.runId);
      return;
    }
    if (outcome.kind === 'unsure') {
      const look = vscode.l10n.t('Show Runs');
      const message = vscode.l10n.t(
        "Telnyx didn't confirm the request, so the run may have started. Check before you start another one.",
      );
      const choice = await dialogs.showWarningMessage(message, look);
      // The person knows: the next run is another one.
      await journal.settle(key);
      if (choice === look) await vscode.commands.executeCommand('missions.refresh');
      return;
    }
    if (outcome.kind === 'refused')
      await showError(prefixName(nameOf(missionId), vscode.l10n.t("Couldn't start the run.")), outcome.error);
  }

  const mayStart = (missionId: string, { actions }: TargetParts) =>
    mayUseMission(missionId, startWords(), { ...parts, actions });

  async function openInput(missionId: string, act: TargetParts): Promise<void> {
    // The input takes the place of what can be seen now.
    if (!(await mayStart(missionId, act))) return;
    await withProgress(async () => parts.newRuns.open(missionId, nameOf(missionId), await act.actions.accountId()));
  }

  async function startAs(choice: StartChoice, missionId: string, act: TargetParts): Promise<void> {
    if (choice.kind === 'start') await start(missionId, choice.options, act);
    else await openInput(missionId, act);
  }

  async function askAndStart(found: Found<string>, act: TargetParts): Promise<void> {
    const answers = await askHowToStart(found, act);
    if (answers?.missionId !== undefined) await startAs(answers.how, answers.missionId, act);
  }

  async function publishAndStart(uri: vscode.Uri, act: TargetParts): Promise<void> {
    await parts.publishFile(uri, { actions: act.actions });
    // What publishing has said stands for itself.
    if ((await states.readState(uri)) !== 'inSync') return;
    const missionId = states.missionIdOf(uri);
    if (missionId !== undefined) await askAndStart({ kind: 'one', target: missionId }, act);
  }

  return {
    async startRun(argument: unknown) {
      const act = beginAct(parts);
      const file = missionFileIn(argument);
      if (file && isUnpublished(file)) {
        if (requireWorkspaceTrust() && (await askToPublish(fileName(file)))) await publishAndStart(file, act);
        return;
      }
      const found = await findMission(argument, act);
      if (found) await askAndStart(found, act);
    },

    async publishAndStartRun(argument: unknown) {
      const act = beginAct(parts);
      const file = missionFileIn(argument ?? vscode.window.activeTextEditor?.document.uri);
      if (file && requireWorkspaceTrust()) await publishAndStart(file, act);
    },

    async startRunWithInput(argument: unknown) {
      const act = beginAct(parts);
      const mission = await targetMission(argument, act);
      if (mission) await openInput(mission.missionId, act);
    },

    async startRunFromDocument(argument: unknown) {
      const uri = argument instanceof vscode.Uri ? argument : vscode.window.activeTextEditor?.document.uri;
      const act = beginAct(parts);
      const ready = uri && (await parts.newRuns.read(uri, await act.actions.accountId()));
      if (ready) await start(ready.missionId, ready.start, act);
    },

    async runAgain(argument: unknown, all: unknown) {
      const act = beginAct(parts);
      const runIds = runIdsOf(all);
      if (runIds.length > 1) {
        await runAgainMany(runIds, { ...act, mayStart: (missionId) => mayStart(missionId, act) });
        return;
      }
      const found = await findRun(argument, 'repeatable', act);
      const answers = found && (await askHowToRunAgain(found, act));
      if (!answers?.run) return;
      const { run, how } = answers;
      if (isCut(run.input)) {
        void dialogs.showErrorMessage(
          vscode.l10n.t("Couldn't run again: the input is nested more than {0} levels deep.", jsonDepthLimit),
        );
        return;
      }
      await startAs(how, run.missionId, act);
    },
  };
}

/** Where several runs are meant: their rows. */
function runIdsOf(all: unknown): readonly string[] {
  const rows: readonly unknown[] = Array.isArray(all) ? all : [];
  return rows.flatMap((row) => (isObject(row) && typeof row.runId === 'string' ? [row.runId] : []));
}

const missionFileIn = (argument: unknown) =>
  argument instanceof vscode.Uri && isMissionFile(argument) ? argument : undefined;

function isUnpublished(file: vscode.Uri): boolean {
  const document = openDocument(file);
  return document !== undefined && parseMissionFile(document.getText()).missionId === undefined;
}

/** Whether to publish the file, which Telnyx has nothing of, before a run is started. */
async function askToPublish(name: string): Promise<boolean> {
  const yes = vscode.l10n.t('Publish and Start Run');
  const message = vscode.l10n.t('"{0}" isn\'t published yet. Publish it to start a run.', name);
  return (await dialogs.showInformationMessage(message, yes)) === yes;
}

const startWords = (): UnpublishedWords => ({
  publish: vscode.l10n.t('Publish and Start Run'),
  usePublished: vscode.l10n.t('Start Published Version'),
  save: vscode.l10n.t('Save and Start Run'),
  useSaved: vscode.l10n.t('Start Saved Version'),
});

/** The run has started: it's to be seen, or worked. */
async function offerTimeline({ missionId, runId, status }: Run, store: Store): Promise<void> {
  const name = missionName(store.mission(missionId));
  const open = vscode.l10n.t('Open Timeline');
  const guide = vscode.l10n.t('How to Connect an Agent');
  const waits = waitsForAgent({ status }, store.mission(missionId));
  const message = waits
    ? vscode.l10n.t('Started a run of "{0}". It\'s waiting for an agent.', name)
    : vscode.l10n.t('Started a run of "{0}".', name);
  const choice = await dialogs.showInformationMessage(message, open, ...(waits ? [guide] : []));
  if (choice === open) await vscode.commands.executeCommand('missions.openTimeline', { missionId, runId });
  if (choice === guide) await vscode.commands.executeCommand('missions.showAgentGuide', { missionId, runId });
}

import * as vscode from 'vscode';
import { dialogs } from '../../dialogs';
import { openSteps } from '../../model/attention';
import { plainLine } from '../../model/plainText';
import type { Run, RunRef } from '../../model/run';
import { valueOf } from '../../tracking/store/facts';
import { missionName, runStatusText } from '../../views/trees/rows';
import { tell, withProgress } from '../shared/command';
import { jsonProblem, parseJsonObject } from '../shared/jsonInput';
import { reportOutcome } from '../shared/outcome';
import { targetRun, type TargetParts } from '../shared/target';

type Draft = { readonly status: 'succeeded' | 'failed'; readonly summary: string; readonly payload: string };

/** What a person can say of a run that an agent of theirs works and has not closed. */
const settable = ['running', 'paused', 'succeeded', 'failed', 'cancelled'] as const;

function statusDetail(status: (typeof settable)[number]): string {
  switch (status) {
    case 'running':
      return vscode.l10n.t('An agent works on it.');
    case 'paused':
      return vscode.l10n.t('It waits. It can be resumed.');
    case 'succeeded':
    case 'failed':
      return vscode.l10n.t('It has ended, and stays so. “Complete Run…” asks for its result as well.');
    case 'cancelled':
      return vscode.l10n.t('It has ended, and stays so.');
  }
}

/** How many open steps a question names. */
const mostNamed = 5;

/** Closing what an agent has left behind. */
export function completionCommands(parts: TargetParts) {
  const { actions, store } = parts;
  /** What was typed and could not be sent: it is there again the next time. */
  const drafts = new Map<string, Draft>();

  async function askStatus(title: string, run: Run): Promise<Draft['status'] | undefined> {
    // Its end cannot be changed any more, only what came of it.
    if (run.status === 'succeeded') return 'succeeded';
    const items = [
      { label: vscode.l10n.t('Succeeded'), iconPath: new vscode.ThemeIcon('pass'), status: 'succeeded' as const },
      { label: vscode.l10n.t('Failed'), iconPath: new vscode.ThemeIcon('error'), status: 'failed' as const },
    ];
    const placeHolder = vscode.l10n.t('How did the run end?');
    return (await dialogs.showQuickPick(items, { title, placeHolder, ignoreFocusOut: true }))?.status;
  }

  async function ask(run: Run): Promise<Draft | undefined> {
    const title = vscode.l10n.t('Complete Run of {0}', missionName(store.mission(run.missionId)));
    const status = await askStatus(title, run);
    if (!status) return undefined;
    const draft = drafts.get(run.runId);
    const summary = await dialogs.showInputBox({
      title,
      prompt:
        status === 'succeeded'
          ? vscode.l10n.t('What came of it, in a sentence or two: the result summary.')
          : vscode.l10n.t('What went wrong, in a sentence or two.'),
      value: draft?.summary ?? run.resultSummary ?? run.error ?? '',
      ignoreFocusOut: true,
      validateInput: (text) => (text.trim() === '' ? vscode.l10n.t('Somebody will want to know.') : undefined),
    });
    if (summary === undefined) return undefined;
    const payload = await dialogs.showInputBox({
      title,
      prompt: vscode.l10n.t('The result payload, a JSON object. Leave it empty to send none.'),
      value: draft?.payload ?? (run.resultPayload ? JSON.stringify(run.resultPayload) : ''),
      ignoreFocusOut: true,
      validateInput: jsonProblem,
    });
    if (payload === undefined) return undefined;
    return { status, summary: summary.trim(), payload };
  }

  async function complete(target: RunRef, run: Run, draft: Draft): Promise<boolean> {
    drafts.set(target.runId, draft);
    const resultPayload = parseJsonObject(draft.payload);
    const outcome = await withProgress(() =>
      actions.completeRun(target, {
        ...(run.status === draft.status ? {} : { status: draft.status }),
        resultSummary: draft.summary,
        ...(draft.status === 'failed' ? { error: draft.summary } : {}),
        ...(resultPayload ? { resultPayload } : {}),
      }),
    );
    if (outcome.kind === 'done') {
      drafts.delete(target.runId);
      return true;
    }
    await reportOutcome(
      outcome,
      vscode.l10n.t('The run was not completed. What you typed is kept for the next try.'),
      store,
    );
    return false;
  }

  async function readRun(target: RunRef): Promise<Run | undefined> {
    return valueOf(store.run(target.runId)) ?? (await actions.readRun(target));
  }

  function namesOf(runId: string): readonly string[] {
    return openSteps(valueOf(store.plan(runId)) ?? []).map((step) => plainLine(step.description) || step.stepId);
  }

  async function skip(target: RunRef): Promise<void> {
    const { skipped, failed, error } = await withProgress(() => actions.skipOpenSteps(target));
    if (!error) return;
    const sum = vscode.l10n.t('{0} steps were skipped, {1} were not.', skipped, failed);
    await tell(skipped + failed > 0 ? sum : vscode.l10n.t('No step was skipped.'), error);
  }

  async function askToSkip(names: readonly string[]): Promise<boolean> {
    const yes: vscode.MessageItem = { title: vscode.l10n.t('Skip Them') };
    const no: vscode.MessageItem = { title: vscode.l10n.t('Leave Them'), isCloseAffordance: true };
    const message =
      names.length === 1
        ? vscode.l10n.t('One step is still open. Mark it as skipped?')
        : vscode.l10n.t('{0} steps are still open. Mark them as skipped?', names.length);
    const shown = names.slice(0, mostNamed).map((name) => `• ${name}`);
    const detail = [...shown, ...(names.length > mostNamed ? ['…'] : [])].join('\n');
    return (await dialogs.showWarningMessage(message, { modal: true, detail }, yes, no)) === yes;
  }

  return {
    async completeRun(argument: unknown) {
      const target = await targetRun(argument, 'completable', parts);
      if (!target || store.isBusy(target.runId)) return;
      const run = await readRun(target);
      const draft = run && (await ask(run));
      if (!run || !draft || !(await complete(target, run, draft))) return;
      const names = namesOf(target.runId);
      if (names.length > 0 && (await askToSkip(names))) await skip(target);
    },

    async setRunStatus(argument: unknown) {
      const target = await targetRun(argument, 'cancelable', parts);
      if (!target || store.isBusy(target.runId)) return;
      const run = await readRun(target);
      if (!run) return;
      const items = settable
        .filter((status) => status !== run.status)
        .map((status) => ({ label: runStatusText(status), detail: statusDetail(status), status }));
      const title = vscode.l10n.t('Set Status of the Run of {0}', missionName(store.mission(run.missionId)));
      const placeHolder = vscode.l10n.t('It is {0} now', runStatusText(run.status));
      const choice = await dialogs.showQuickPick(items, { title, placeHolder });
      if (!choice) return;
      const outcome = await withProgress(() => actions.completeRun(target, { status: choice.status }));
      await reportOutcome(outcome, vscode.l10n.t('The status of the run was not changed.'), store);
    },

    async skipOpenSteps(argument: unknown) {
      const target = await targetRun(argument, undefined, parts);
      if (!target) return;
      await withProgress(() => actions.readPlan(target));
      const names = namesOf(target.runId);
      if (names.length === 0) {
        void dialogs.showInformationMessage(vscode.l10n.t('No step of this run is open.'));
        return;
      }
      if (await askToSkip(names)) await skip(target);
    },
  };
}

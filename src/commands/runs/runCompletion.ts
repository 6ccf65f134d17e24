import * as vscode from 'vscode';
import type { RunChange } from '../../api/requests';
import { dialogs } from '../../dialogs';
import { openSteps } from '../../model/attention';
import { jsonText } from '../../model/jsonObject';
import { plainLine } from '../../model/plainText';
import type { Step } from '../../model/plan';
import { runCan, type Run, type RunRef } from '../../model/run';
import { valueOf } from '../../tracking/store/facts';
import { sameValue } from '../../model/deepEqual';
import { missionName, runStatusText } from '../../views/trees/rows';
import { tell, withProgress } from '../shared/command';
import { jsonProblem, parseJsonObject } from '../shared/jsonInput';
import { about, reportDone, reportOutcome, reportStatus } from '../shared/outcome';
import { beginAct, runName, targetRun, type CommandParts, type TargetParts } from '../shared/target';
import { planOf } from '../shared/targetStep';

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
export function completionCommands(parts: CommandParts) {
  const { store } = parts;
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
      value: draft?.payload ?? (run.resultPayload ? jsonText(run.resultPayload) : ''),
      ignoreFocusOut: true,
      validateInput: jsonProblem,
    });
    if (payload === undefined) return undefined;
    return { status, summary: summary.trim(), payload };
  }

  /** Whether to complete it all the same; says what has changed while the questions were open. */
  async function askAfterChange(seen: Run, now: Run): Promise<boolean> {
    const yes: vscode.MessageItem = { title: vscode.l10n.t('Complete Anyway') };
    const message = vscode.l10n.t('The run changed while you were completing it. Complete it anyway?');
    const detail = changesOf(seen, now).join('\n');
    return (await dialogs.showWarningMessage(message, { modal: true, detail }, yes)) === yes;
  }

  async function complete(first: Run, draft: Draft, { actions }: TargetParts): Promise<boolean> {
    drafts.set(first.runId, draft);
    const name = runName(first, store);
    const notDone = about(name, vscode.l10n.t('The run was not completed. What you typed is kept for the next try.'));
    for (let seen = first; ;) {
      const outcome = await withProgress(() => actions.completeRun(seen, changeOf(seen, draft)));
      if (outcome.kind === 'done') {
        drafts.delete(first.runId);
        reportDone(name, runStatusText(outcome.value.status));
        return true;
      }
      if (outcome.kind !== 'conflict') {
        await reportOutcome(outcome, notDone, store);
        return false;
      }
      if (!runCan(outcome.remote).includes('completable')) {
        reportStatus(notDone, outcome.remote);
        return false;
      }
      if (!(await askAfterChange(seen, outcome.remote))) return false;
      seen = outcome.remote;
    }
  }

  async function readRun(target: RunRef, { actions }: TargetParts): Promise<Run | undefined> {
    return valueOf(store.run(target.runId)) ?? (await actions.readRun(target));
  }

  async function skip(target: RunRef, steps: readonly Step[], { actions }: TargetParts): Promise<void> {
    const { skipped, changed, failed, error } = await withProgress(() => actions.skipSteps(target, steps));
    const left =
      changed > 0 ? vscode.l10n.t('{0} steps changed in the meantime and were left as they are.', changed) : '';
    const name = runName(target, store);
    if (!error) {
      if (left) void dialogs.showInformationMessage(about(name, left));
      else
        reportDone(name, skipped === 1 ? vscode.l10n.t('1 step skipped') : vscode.l10n.t('{0} steps skipped', skipped));
      return;
    }
    const sum =
      skipped + failed > 0
        ? vscode.l10n.t('{0} steps were skipped, {1} were not.', skipped, failed)
        : vscode.l10n.t('No step was skipped.');
    await tell(about(name, [sum, left].filter(Boolean).join(' ')), error);
  }

  async function askToSkip(steps: readonly Step[]): Promise<boolean> {
    const yes: vscode.MessageItem = { title: vscode.l10n.t('Skip Them') };
    const no: vscode.MessageItem = { title: vscode.l10n.t('Leave Them'), isCloseAffordance: true };
    const names = steps.map((step) => plainLine(step.description) || step.stepId);
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
      const act = beginAct(parts);
      const target = await targetRun(argument, 'completable', act);
      if (!target || store.isBusy(target.runId)) return;
      const run = await readRun(target, act);
      const draft = run && (await ask(run));
      if (!run || !draft || !(await complete(run, draft, act))) return;
      // Where it can't be read, the run is complete all the same.
      const open = openSteps(await planOf(target, act).catch(() => []));
      if (open.length > 0 && (await askToSkip(open))) await skip(target, open, act);
    },

    async setRunStatus(argument: unknown) {
      const act = beginAct(parts);
      const target = await targetRun(argument, 'cancelable', act);
      if (!target || store.isBusy(target.runId)) return;
      const run = await readRun(target, act);
      if (!run) return;
      const items = settable
        .filter((status) => status !== run.status)
        .map((status) => ({ label: runStatusText(status), detail: statusDetail(status), status }));
      const title = vscode.l10n.t('Set Status of the Run of {0}', missionName(store.mission(run.missionId)));
      const placeHolder = vscode.l10n.t('It is {0} now', runStatusText(run.status));
      const choice = await dialogs.showQuickPick(items, { title, placeHolder });
      if (!choice) return;
      const outcome = await withProgress(() => act.actions.setRunStatus(run, choice.status));
      const name = runName(run, store);
      const notDone = about(name, vscode.l10n.t('The status of the run was not changed.'));
      if (outcome.kind === 'done') reportDone(name, runStatusText(outcome.value.status));
      if (outcome.kind === 'conflict') reportStatus(notDone, outcome.remote);
      else await reportOutcome(outcome, notDone, store);
    },

    async skipOpenSteps(argument: unknown) {
      const act = beginAct(parts);
      const target = await targetRun(argument, undefined, act);
      if (!target) return;
      const open = openSteps(await withProgress(() => act.actions.readPlan(target)));
      if (open.length === 0) {
        void dialogs.showInformationMessage(
          about(runName(target, store), vscode.l10n.t('No step of this run is open.')),
        );
        return;
      }
      if (await askToSkip(open)) await skip(target, open, act);
    },
  };
}

/** What completing means for a run that is as it was seen. */
function changeOf(seen: Run, draft: Draft): RunChange {
  const resultPayload = parseJsonObject(draft.payload);
  return {
    ...(seen.status === draft.status ? {} : { status: draft.status }),
    resultSummary: draft.summary,
    ...(draft.status === 'failed' ? { error: draft.summary } : {}),
    ...(resultPayload ? { resultPayload } : {}),
  };
}

/** What somebody else has changed, a line each. */
function changesOf(seen: Run, now: Run): readonly string[] {
  return [
    ...(seen.status === now.status ? [] : [vscode.l10n.t('Status: {0}', runStatusText(now.status))]),
    ...(seen.resultSummary === now.resultSummary
      ? []
      : [vscode.l10n.t('Result summary: {0}', plainLine(now.resultSummary ?? ''))]),
    ...(seen.error === now.error ? [] : [vscode.l10n.t('Error: {0}', plainLine(now.error ?? ''))]),
    ...(sameValue(seen.resultPayload, now.resultPayload)
      ? []
      : [vscode.l10n.t('Result payload: {0}', plainLine(jsonText(now.resultPayload ?? {}).slice(0, 200)))]),
  ];
}

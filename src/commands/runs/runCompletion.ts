import * as vscode from 'vscode';
import type { RunChange } from '../../api/requests';
import { dialogs } from '../../dialogs';
import { openSteps } from '../../model/attention';
import { jsonText } from '../../model/jsonObject';
import { plainLine } from '../../model/plainText';
import { runCan, type Run } from '../../model/run';
import { sameValue } from '../../model/deepEqual';
import { missionName, runName } from '../../views/text/names';
import { runStatusText } from '../../views/trees/rows';
import { withProgress } from '../shared/command';
import { jsonProblem, parseJsonObject } from '../shared/jsonInput';
import { prefixName, reportDone, reportOutcome, reportStatus } from '../shared/outcome';
import { beginAct, knownRun, targetRun, type CommandParts, type TargetParts } from '../shared/target';
import { planOf } from '../shared/targetStep';
import { offerToSkip } from '../plans/skipSteps';

type Draft = { readonly status: 'succeeded' | 'failed'; readonly summary: string; readonly payload: string };

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
    const notDone = prefixName(
      name,
      vscode.l10n.t('The run was not completed. What you typed is kept for the next try.'),
    );
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

  return {
    async completeRun(argument: unknown) {
      const act = beginAct(parts);
      const target = await targetRun(argument, 'completable', act);
      if (!target || store.isBusy(target.runId)) return;
      const run = await knownRun(target, act);
      const draft = await ask(run);
      if (!draft || !(await complete(run, draft, act))) return;
      // Where it can't be read, the run is complete all the same.
      const open = openSteps(await planOf(target, act).catch(() => []));
      await offerToSkip(target, open, act);
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

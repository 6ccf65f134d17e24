import * as vscode from 'vscode';
import type { RunChange } from '../../api/requests';
import { dialogs } from '../../dialogs';
import { openSteps } from '../../model/attention';
import { jsonText } from '../../model/jsonObject';
import { shortLine } from '../../model/plainText';
import type { Step } from '../../model/plan';
import { runCan, type Run, type RunRef } from '../../model/run';
import { sameValue } from '../../model/deepEqual';
import { missionName, runName } from '../../views/text/names';
import { withProgress } from '../shared/command';
import { jsonProblem, parseJsonObject } from '../shared/jsonInput';
import { prefixName, reportDone, reportOutcome, reportStatus } from '../shared/outcome';
import { beginAct, findRun, knownRun, type CommandParts, type Found, type TargetParts } from '../shared/target';
import { planOf } from '../shared/targetStep';
import { runWizard, targetStep, type WizardQuestion } from '../shared/wizard';
import { askWhetherToSkip, skip, stepNames } from '../plans/skipSteps';
import { runStatusText } from '../../views/text/statusTexts';

type Draft = { readonly status: 'succeeded' | 'failed'; readonly summary: string; readonly payload: string };

type Answers = Draft & {
  readonly target?: RunRef;
  readonly run?: Run;
  readonly open?: readonly Step[];
  /** Whether the open steps are marked as skipped. */
  readonly skips: boolean;
};

/** Closing what an agent has left behind. */
export function completionCommands(parts: CommandParts) {
  const { store } = parts;
  /** What was typed and could not be sent: it is there again the next time. */
  const drafts = new Map<string, Draft>();

  async function ask(found: Found<RunRef>, act: TargetParts): Promise<Answers | undefined> {
    const draft = ({ run }: Answers) => run && drafts.get(run.runId);
    return runWizard<Answers>({
      title: ({ run }) =>
        run
          ? vscode.l10n.t('Complete Run of {0}', missionName(store.mission(run.missionId)))
          : vscode.l10n.t('Complete Run'),
      answers: { status: 'succeeded', summary: '', payload: '', skips: false },
      steps: [
        targetStep(found, (target) => ({ target })),
        {
          async load({ target }) {
            if (!target) return {};
            const run = await knownRun(target, act);
            // Where the plan can't be read, the run can be completed all the same.
            return { run, open: openSteps(await planOf(target, act).catch(() => [])) };
          },
          // Its end cannot be changed any more, only what came of it.
          isAsked: ({ run }) => run?.status !== 'succeeded',
          question: (known) => statusQuestion(draft(known)?.status),
        },
        {
          question: (known) => ({
            kind: 'input',
            prompt:
              known.status === 'succeeded'
                ? vscode.l10n.t('Summarize the result in one or two sentences')
                : vscode.l10n.t('Describe what went wrong in one or two sentences'),
            value: draft(known)?.summary ?? known.run?.resultSummary ?? known.run?.error,
            validate: (text) => (text.trim() === '' ? missingSummary(known) : undefined),
            answer: (summary) => ({ summary: summary.trim() }),
          }),
        },
        {
          question: (known) => ({
            kind: 'input',
            prompt: vscode.l10n.t('Enter the result payload as a JSON object, or leave it empty'),
            value: draft(known)?.payload ?? (known.run?.resultPayload ? jsonText(known.run.resultPayload) : undefined),
            validate: jsonProblem,
            answer: (payload) => ({ payload }),
          }),
        },
        {
          isAsked: ({ open }) => open !== undefined && open.length > 0,
          question: ({ open = [] }) => skipQuestion(open),
        },
      ],
    });
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
    const notDone = prefixName(name, vscode.l10n.t("Couldn't complete the run. Your input was kept."));
    for (let seen = first; ;) {
      const outcome = await withProgress(() => actions.completeRun(seen, changeOf(seen, draft)));
      if (outcome.kind === 'done') {
        drafts.delete(first.runId);
        reportDone(name, runStatusText(outcome.value.status));
        return true;
      }
      if (outcome.kind !== 'conflict') {
        await reportOutcome(outcome, notDone, store, () => completeRun(first));
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

  async function completeRun(argument: unknown): Promise<void> {
    const act = beginAct(parts);
    const found = await findRun(argument, 'completable', act);
    if (!found || (found.kind === 'one' && store.isBusy(found.target.runId))) return;
    const answers = await ask(found, act);
    if (!answers?.run || store.isBusy(answers.run.runId)) return;
    const { run, status, summary, payload, open = [], skips } = answers;
    if ((await complete(run, { status, summary, payload }, act)) && skips) await skip(run, open, act);
  }

  return { completeRun };
}

function statusQuestion(before: Draft['status'] | undefined): WizardQuestion<Answers> {
  const statuses = [
    { label: vscode.l10n.t('Succeeded'), iconPath: new vscode.ThemeIcon('pass'), status: 'succeeded' },
    { label: vscode.l10n.t('Failed'), iconPath: new vscode.ThemeIcon('error'), status: 'failed' },
  ] as const;
  return {
    kind: 'pick',
    placeHolder: vscode.l10n.t('Select how the run ended'),
    items: statuses.map(({ status, ...item }) => ({ ...item, isCurrent: status === before, answer: { status } })),
  };
}

const missingSummary = ({ status }: Draft) =>
  status === 'succeeded' ? vscode.l10n.t('Enter a result summary.') : vscode.l10n.t('Enter what went wrong.');

function skipQuestion(open: readonly Step[]): WizardQuestion<Answers> {
  return {
    kind: 'pick',
    placeHolder: askWhetherToSkip(open),
    items: [
      { label: vscode.l10n.t('Skip Steps'), detail: stepNames(open), answer: { skips: true } },
      { label: vscode.l10n.t('Leave Open'), answer: { skips: false } },
    ],
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
      : [vscode.l10n.t('Result summary: {0}', shortLine(now.resultSummary ?? ''))]),
    ...(seen.error === now.error ? [] : [vscode.l10n.t('Error: {0}', shortLine(now.error ?? ''))]),
    ...(sameValue(seen.resultPayload, now.resultPayload)
      ? []
      : [vscode.l10n.t('Result payload: {0}', shortLine(jsonText(now.resultPayload ?? {})))]),
  ];
}

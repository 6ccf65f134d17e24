import * as vscode from 'vscode';
import { dialogs } from '../dialogs';
import { eventTypes } from '../model/event';
import { stepStatuses } from '../model/plan';
import type { NewEvent } from '../api/client';
import type { PlanDocuments } from '../documents/planDocuments';
import { valueOf } from '../tracking/facts';
import { eventTypeText } from '../views/eventTexts';
import { formatTime, missionName, oneLine, runStatusText, stepStatusText } from '../views/rows';
import type { RunIds } from '../views/timelineSource';
import { withProgress } from './command';
import { jsonProblem, parseJsonObject } from './jsonInput';
import { reportOutcome } from './outcome';
import { targetRun, type TargetParts } from './target';
import { planOf, stepItem, targetStep, type StepItem } from './targetStep';

/** An event as it was typed. */
type Draft = { readonly event: NewEvent; readonly payloadText: string };

/** What a person puts into a run that an agent works: events, statuses of steps, agents; and a look at two of them. */
export function steeringCommands(parts: TargetParts & { readonly plans: PlanDocuments }) {
  const { actions, store, timelines } = parts;
  /** What was typed and could not be sent: it is there again the next time. */
  const drafts = new Map<string, Draft>();

  function title(what: string, { missionId }: RunIds): string {
    return vscode.l10n.t('{0}: {1}', what, missionName(store.mission(missionId)));
  }

  async function askEvent(run: RunIds): Promise<Draft | undefined> {
    const head = title(vscode.l10n.t('Log Event'), run);
    const draft = drafts.get(run.runId);
    const types = eventTypes.map((type) => ({ label: eventTypeText(type), description: type, type }));
    const first = draft ? types.filter(({ type }) => type === draft.event.type) : [];
    const typeItems = [...first, ...types.filter((item) => !first.includes(item))];
    const placeHolder = vscode.l10n.t('What kind of event?');
    const type = await dialogs.showQuickPick(typeItems, { title: head, placeHolder, ignoreFocusOut: true });
    if (!type) return undefined;
    const summary = await dialogs.showInputBox({
      title: head,
      prompt: vscode.l10n.t('What happened, in a sentence: the summary.'),
      value: draft?.event.summary ?? '',
      ignoreFocusOut: true,
      validateInput: (text) => (text.trim() === '' ? vscode.l10n.t('An event needs a summary.') : undefined),
    });
    if (summary === undefined) return undefined;
    const none: StepItem = { label: vscode.l10n.t('No step') };
    const steps = await planOf(run, parts);
    const step =
      steps.length === 0
        ? none
        : await dialogs.showQuickPick([none, ...steps.map(stepItem)], {
            title: head,
            placeHolder: vscode.l10n.t('Which step does it belong to?'),
            matchOnDescription: true,
            ignoreFocusOut: true,
          });
    if (!step) return undefined;
    const payloadText = await dialogs.showInputBox({
      title: head,
      prompt: vscode.l10n.t('The payload, a JSON object. Leave it empty to send none.'),
      value: draft?.payloadText ?? '',
      ignoreFocusOut: true,
      validateInput: jsonProblem,
    });
    if (payloadText === undefined) return undefined;
    const payload = parseJsonObject(payloadText);
    const event: NewEvent = {
      type: type.type,
      summary: summary.trim(),
      ...(step.step ? { stepId: step.step.stepId } : {}),
      ...(payload ? { payload } : {}),
      // The same act keeps its key for the next try: whatever became of the first, it is logged once.
      idempotencyKey: draft?.event.idempotencyKey ?? crypto.randomUUID(),
    };
    return { event, payloadText };
  }

  return {
    async logEvent(argument: unknown) {
      const run = await targetRun(argument, undefined, parts);
      const draft = run && (await askEvent(run));
      if (!run || !draft) return;
      drafts.set(run.runId, draft);
      const outcome = await withProgress(() => actions.logEvent(run, draft.event));
      if (outcome.kind === 'done') drafts.delete(run.runId);
      else
        await reportOutcome(
          outcome,
          vscode.l10n.t('The event was not logged. What you typed is kept for the next try.'),
          store,
        );
    },

    async setStepStatus(argument: unknown) {
      const run = await targetRun(argument, undefined, parts);
      const step = run && (await targetStep(run, argument, vscode.l10n.t('Set Step Status'), parts));
      if (!run || !step) return;
      const items = stepStatuses.map((status) => ({
        label: stepStatusText(status),
        ...(status === step.status ? { description: vscode.l10n.t('as it is now') } : {}),
        status,
      }));
      const name = oneLine(step.description) || step.stepId;
      const choice = await dialogs.showQuickPick(items, {
        title: name,
        placeHolder: vscode.l10n.t('Its status'),
      });
      if (!choice || choice.status === step.status) return;
      const outcome = await withProgress(() => actions.setStepStatus(run, step.stepId, choice.status));
      await reportOutcome(outcome, vscode.l10n.t('The status of the step was not changed.'), store);
    },

    async editPlan(argument: unknown) {
      const run = await targetRun(argument, undefined, parts);
      if (!run) return;
      const { missionId, runId } = run;
      const name = missionName(store.mission(missionId));
      await withProgress(() => parts.plans.open({ missionId, runId }, name));
    },

    async linkAgent(argument: unknown) {
      const run = await targetRun(argument, undefined, parts);
      if (!run) return;
      const linked = new Set((valueOf(store.agents(run.runId)) ?? []).map(({ telnyxAgentId }) => telnyxAgentId));
      const typed = await dialogs.showInputBox({
        title: title(vscode.l10n.t('Link Agent'), run),
        prompt: vscode.l10n.t('The id of the Telnyx assistant that works on this run.'),
        placeHolder: 'assistant-…',
        ignoreFocusOut: true,
        validateInput(text) {
          const id = text.trim();
          if (id === '') return vscode.l10n.t('An id is needed.');
          if (/\s/.test(id)) return vscode.l10n.t('An id has no spaces.');
          return linked.has(id) ? vscode.l10n.t('This agent is linked already.') : undefined;
        },
      });
      if (typed === undefined) return;
      const outcome = await withProgress(() => actions.linkAgent(run, typed.trim()));
      await reportOutcome(outcome, vscode.l10n.t('The agent was not linked.'), store);
    },

    async unlinkAgent(argument: unknown) {
      const run = await targetRun(argument, undefined, parts);
      if (!run) return;
      const agents = await withProgress(() => actions.readAgents(run));
      if (agents.length === 0) {
        void dialogs.showInformationMessage(vscode.l10n.t('No agent is linked to this run.'));
        return;
      }
      const items = agents.map((agent) => ({
        label: agent.telnyxAgentId,
        description: vscode.l10n.t('since {0}', formatTime(agent.createdAt)),
        agent,
      }));
      const choice = await dialogs.showQuickPick(items, {
        title: title(vscode.l10n.t('Unlink Agent'), run),
        placeHolder: vscode.l10n.t('Which agent?'),
      });
      if (!choice) return;
      const yes: vscode.MessageItem = { title: vscode.l10n.t('Unlink') };
      const message = vscode.l10n.t('Unlink “{0}” from this run?', choice.agent.telnyxAgentId);
      const detail = vscode.l10n.t('What it has logged stays. It can be linked again.');
      if ((await dialogs.showWarningMessage(message, { modal: true, detail }, yes)) !== yes) return;
      const outcome = await withProgress(() => actions.unlinkAgent(run, choice.agent.telnyxAgentId));
      await reportOutcome(outcome, vscode.l10n.t('The agent was not unlinked.'), store);
    },

    async compareRuns(argument: unknown) {
      const run = await targetRun(argument, undefined, parts);
      if (!run) return;
      const others = store
        .allRuns()
        .filter(({ missionId, runId }) => missionId === run.missionId && runId !== run.runId)
        .sort((a, b) => b.startedAt - a.startedAt);
      if (others.length === 0) {
        void dialogs.showInformationMessage(
          vscode.l10n.t('No other run of this mission is known. Expand the mission to load its runs.'),
        );
        return;
      }
      const items = others.map((other) => ({
        label: formatTime(other.startedAt),
        description: `${runStatusText(other.status)} · ${other.runId.slice(0, 8)}`,
        other,
      }));
      const choice = await dialogs.showQuickPick(items, {
        title: title(vscode.l10n.t('Compare Run'), run),
        placeHolder: vscode.l10n.t('With which run?'),
        matchOnDescription: true,
      });
      if (choice) await timelines.compare(run, choice.other);
    },
  };
}

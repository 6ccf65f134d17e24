import * as vscode from 'vscode';
import { dialogs } from '../../dialogs';
import { eventTypes } from '../../model/event';
import { jsonText } from '../../model/jsonObject';
import { stepStatuses } from '../../model/plan';
import { plainLine } from '../../model/plainText';
import type { NewEvent } from '../../api/requests';
import type { PlanDocuments } from '../../documents/kinds/planDocuments';
import { textHash } from '../../model/sha256';
import type { RunRef } from '../../model/run';
import { valueOf } from '../../tracking/store/facts';
import type { Journal } from '../../tracking/actions/journal';
import { sameValue } from '../../model/deepEqual';
import { eventTypeText } from '../../views/text/eventTexts';
import { missionName, stepStatusText } from '../../views/trees/rows';
import { withProgress } from '../shared/command';
import { jsonProblem, parseJsonObject } from '../shared/jsonInput';
import { about, reportDone, reportOutcome } from '../shared/outcome';
import { beginAct, runName, runTitle, targetRun, type CommandParts, type TargetParts } from '../shared/target';
import { planOf, stepItem, targetStep, type StepItem } from '../shared/targetStep';

/** An event as it was typed. */
type Draft = { readonly event: NewEvent; readonly payloadText: string };

/** An event of exactly this content is the same one, logged once more. */
async function eventKey({ runId }: RunRef, event: NewEvent): Promise<string> {
  const { type, summary, stepId, agentId, payload } = event;
  return `logEvent ${runId} ${await textHash(jsonText([type, summary, stepId, agentId, payload]))}`;
}

/** What a person puts into a run that an agent works: events, statuses of steps. */
export function steeringCommands(parts: CommandParts & { readonly plans: PlanDocuments; readonly journal: Journal }) {
  const { journal, store } = parts;
  /** What was typed and could not be sent: it is there again the next time. */
  const drafts = new Map<string, Draft>();

  /** Which agent it comes from; empty for none. Asked only where an agent is linked or was named before. */
  async function askAgent(
    run: RunRef,
    head: string,
    before: string | undefined,
    { actions }: TargetParts,
  ): Promise<string | undefined> {
    const known = valueOf(store.agents(run.runId)) ?? [];
    // Somebody may have linked the first one meanwhile.
    const held = known.length > 0 ? known : await withProgress(() => actions.readAgents(run).catch(() => []));
    const ids = new Set([...(before === undefined ? [] : [before]), ...held.map(({ telnyxAgentId }) => telnyxAgentId)]);
    if (ids.size === 0) return '';
    const other = { label: vscode.l10n.t('Another agent…') };
    const items = [...[...ids].map((id) => ({ label: id, id })), { label: vscode.l10n.t('No agent'), id: '' }, other];
    const choice = await dialogs.showQuickPick<vscode.QuickPickItem & { readonly id?: string }>(items, {
      title: head,
      placeHolder: vscode.l10n.t('Which agent does it come from?'),
      ignoreFocusOut: true,
    });
    if (choice !== other) return choice?.id;
    const typed = await dialogs.showInputBox({
      title: head,
      prompt: vscode.l10n.t('The id of the agent. Leave it empty for none.'),
      value: before ?? '',
      ignoreFocusOut: true,
    });
    return typed?.trim();
  }

  async function askEvent(run: RunRef, act: TargetParts): Promise<Draft | undefined> {
    const head = runTitle(vscode.l10n.t('Log Event'), run, store);
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
    const steps = await planOf(run, act);
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
    const agentId = await askAgent(run, head, draft?.event.agentId, act);
    if (agentId === undefined) return undefined;
    const payloadText = await dialogs.showInputBox({
      title: head,
      prompt: vscode.l10n.t('The payload, a JSON object. Leave it empty to send none.'),
      value: draft?.payloadText ?? '',
      ignoreFocusOut: true,
      validateInput: jsonProblem,
    });
    if (payloadText === undefined) return undefined;
    const payload = parseJsonObject(payloadText);
    const event = {
      type: type.type,
      summary: summary.trim(),
      ...(step.step ? { stepId: step.step.stepId } : {}),
      ...(agentId === '' ? {} : { agentId }),
      ...(payload ? { payload } : {}),
    };
    // The same event keeps its key for the next try: whatever became of the first, it is logged once. To another one the
    // service would answer with the first.
    const { idempotencyKey: held, ...before } = draft?.event ?? {};
    // That try may have been before a reload of the window.
    const sent = (await journal.unconfirmed(await eventKey(run, event)))?.sent.idempotencyKey;
    const idempotencyKey = held !== undefined && sameValue(before, event) ? held : (sent ?? crypto.randomUUID());
    return { event: { ...event, idempotencyKey }, payloadText };
  }

  return {
    async logEvent(argument: unknown) {
      const act = beginAct(parts);
      const run = await targetRun(argument, undefined, act);
      const draft = run && (await askEvent(run, act));
      if (!run || !draft) return;
      drafts.set(run.runId, draft);
      const { idempotencyKey = '' } = draft.event;
      const intent = { key: await eventKey(run, draft.event), sent: { idempotencyKey } };
      const outcome = await withProgress(() => journal.once(intent, () => act.actions.logEvent(run, draft.event)));
      const name = runName(run, store);
      if (outcome.kind === 'done') {
        drafts.delete(run.runId);
        reportDone(name, vscode.l10n.t('event logged'));
      } else
        await reportOutcome(
          outcome,
          about(name, vscode.l10n.t('The event was not logged. What you typed is kept for the next try.')),
          store,
        );
    },

    async setStepStatus(argument: unknown) {
      const act = beginAct(parts);
      const run = await targetRun(argument, undefined, act);
      const step = run && (await targetStep(run, argument, vscode.l10n.t('Set Step Status'), act));
      if (!run || !step) return;
      const items = stepStatuses.map((status) => ({
        label: stepStatusText(status),
        ...(status === step.status ? { description: vscode.l10n.t('as it is now') } : {}),
        status,
      }));
      const name = plainLine(step.description) || step.stepId;
      const choice = await dialogs.showQuickPick(items, {
        title: name,
        placeHolder: vscode.l10n.t('Its status'),
      });
      if (!choice || choice.status === step.status) return;
      const outcome = await withProgress(() => act.actions.setStepStatus(run, step, choice.status));
      const notDone = about(name, vscode.l10n.t('The status of the step was not changed.'));
      if (outcome.kind === 'done') reportDone(name, stepStatusText(choice.status));
      if (outcome.kind === 'conflict')
        void dialogs.showWarningMessage(
          vscode.l10n.t(
            '{0} It was changed elsewhere in the meantime: {1}.',
            notDone,
            stepStatusText(outcome.remote.status),
          ),
        );
      else await reportOutcome(outcome, notDone, store);
    },

    async editPlan(argument: unknown) {
      const run = await targetRun(argument, undefined, beginAct(parts));
      if (!run) return;
      const { missionId, runId } = run;
      const name = missionName(store.mission(missionId));
      await withProgress(() => parts.plans.open({ missionId, runId }, name));
    },
  };
}

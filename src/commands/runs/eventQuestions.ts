import * as vscode from 'vscode';
import type { NewEvent } from '../../api/requests';
import { dialogs } from '../../dialogs';
import { eventTypes, type EventType } from '../../model/event';
import type { RunRef } from '../../model/run';
import { valueOf } from '../../tracking/store/facts';
import { eventTypeText } from '../../views/text/eventTexts';
import { withProgress } from '../shared/command';
import { jsonProblem, parseJsonObject } from '../shared/jsonInput';
import { runTitle, type TargetParts } from '../shared/target';
import { planOf, stepItem, type StepItem } from '../shared/targetStep';

/** An event as it was typed. */
export type TypedEvent = { readonly event: Omit<NewEvent, 'idempotencyKey'>; readonly payloadText: string };

/** Asks for an event of the run; `draft` is what was typed before. */
export async function askEvent(
  run: RunRef,
  draft: TypedEvent | undefined,
  parts: TargetParts,
): Promise<TypedEvent | undefined> {
  const title = runTitle(vscode.l10n.t('Log Event'), run, parts.store);
  const type = await askType(title, draft?.event.type);
  if (type === undefined) return undefined;
  const summary = await dialogs.showInputBox({
    title,
    prompt: vscode.l10n.t('What happened, in a sentence: the summary.'),
    value: draft?.event.summary ?? '',
    ignoreFocusOut: true,
    validateInput: (text) => (text.trim() === '' ? vscode.l10n.t('An event needs a summary.') : undefined),
  });
  if (summary === undefined) return undefined;
  const step = await askStep(run, title, parts);
  if (!step) return undefined;
  const agentId = await askAgent(run, title, draft?.event.agentId, parts);
  if (agentId === undefined) return undefined;
  const payloadText = await dialogs.showInputBox({
    title,
    prompt: vscode.l10n.t('The payload, a JSON object. Leave it empty to send none.'),
    value: draft?.payloadText ?? '',
    ignoreFocusOut: true,
    validateInput: jsonProblem,
  });
  if (payloadText === undefined) return undefined;
  const payload = parseJsonObject(payloadText);
  const event = {
    type,
    summary: summary.trim(),
    ...(step.step ? { stepId: step.step.stepId } : {}),
    ...(agentId === '' ? {} : { agentId }),
    ...(payload ? { payload } : {}),
  };
  return { event, payloadText };
}

/** That of the draft stands first. */
async function askType(title: string, before: EventType | undefined): Promise<EventType | undefined> {
  const types = eventTypes.map((type) => ({ label: eventTypeText(type), description: type, type }));
  const first = types.filter(({ type }) => type === before);
  const items = [...first, ...types.filter((item) => !first.includes(item))];
  const placeHolder = vscode.l10n.t('What kind of event?');
  return (await dialogs.showQuickPick(items, { title, placeHolder, ignoreFocusOut: true }))?.type;
}

/** An item without a step means none. */
async function askStep(run: RunRef, title: string, parts: TargetParts): Promise<StepItem | undefined> {
  const none: StepItem = { label: vscode.l10n.t('No step') };
  const steps = await planOf(run, parts);
  if (steps.length === 0) return none;
  return dialogs.showQuickPick([none, ...steps.map(stepItem)], {
    title,
    placeHolder: vscode.l10n.t('Which step does it belong to?'),
    matchOnDescription: true,
    ignoreFocusOut: true,
  });
}

/** Which agent it comes from; empty for none. Asked only where an agent is linked or was named before. */
async function askAgent(
  run: RunRef,
  title: string,
  before: string | undefined,
  { actions, store }: TargetParts,
): Promise<string | undefined> {
  const known = valueOf(store.agents(run.runId)) ?? [];
  // Somebody may have linked the first one meanwhile.
  const agents = known.length > 0 ? known : await withProgress(() => actions.readAgents(run).catch(() => []));
  const ids = new Set([...(before === undefined ? [] : [before]), ...agents.map(({ telnyxAgentId }) => telnyxAgentId)]);
  if (ids.size === 0) return '';
  const other = { label: vscode.l10n.t('Another agent…') };
  const items = [...[...ids].map((id) => ({ label: id, id })), { label: vscode.l10n.t('No agent'), id: '' }, other];
  const choice = await dialogs.showQuickPick<vscode.QuickPickItem & { readonly id?: string }>(items, {
    title,
    placeHolder: vscode.l10n.t('Which agent does it come from?'),
    ignoreFocusOut: true,
  });
  if (choice !== other) return choice?.id;
  const typed = await dialogs.showInputBox({
    title,
    prompt: vscode.l10n.t('The id of the agent. Leave it empty for none.'),
    value: before ?? '',
    ignoreFocusOut: true,
  });
  return typed?.trim();
}

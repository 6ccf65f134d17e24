import * as vscode from 'vscode';
import type { NewEvent } from '../../api/requests';
import { sameValue } from '../../model/deepEqual';
import { jsonText } from '../../model/jsonObject';
import type { RunRef } from '../../model/run';
import { textHash } from '../../model/sha256';
import type { Journal } from '../../tracking/actions/journal';
import { runName } from '../../views/text/names';
import { withProgress } from '../shared/command';
import { prefixName, reportDone, reportOutcome } from '../shared/outcome';
import { beginAct, findRun, type CommandParts } from '../shared/target';
import { askEvent, type TypedEvent } from './eventQuestions';

/** An event as it was sent, or is to be sent, under its key. */
type Draft = TypedEvent & { readonly idempotencyKey: string };

/** Logs events of a run that an agent works. */
export function runEventCommands(parts: CommandParts & { readonly journal: Journal }) {
  const { journal, store } = parts;
  /** What was typed and could not be sent: it is there again the next time. */
  const drafts = new Map<string, Draft>();

  /**
   * The same event keeps its key for the next try: whatever became of the first, it is logged once. To another one the
   * service would answer with the first.
   */
  async function idempotencyKeyOf(key: string, event: TypedEvent['event'], draft: Draft | undefined): Promise<string> {
    // That try may have been before a reload of the window.
    const sent = (await journal.unconfirmed(key))?.sent.idempotencyKey;
    return draft && sameValue(draft.event, event) ? draft.idempotencyKey : (sent ?? crypto.randomUUID());
  }

  async function logEvent(argument: unknown): Promise<void> {
    const act = beginAct(parts);
    const found = await findRun(argument, undefined, act);
    const answers = found && (await askEvent(found, ({ runId }) => drafts.get(runId), act));
    if (!answers) return;
    const { run, typed } = answers;
    const before = drafts.get(run.runId);
    const key = await eventKey(run, typed.event);
    const idempotencyKey = await idempotencyKeyOf(key, typed.event, before);
    drafts.set(run.runId, { ...typed, idempotencyKey });
    const event = { ...typed.event, idempotencyKey };
    const intent = { key, sent: { idempotencyKey } };
    const outcome = await withProgress(() => journal.once(intent, () => act.actions.logEvent(run, event)));
    const name = runName(run, store);
    if (outcome.kind === 'done') {
      drafts.delete(run.runId);
      reportDone(name, vscode.l10n.t('event logged'));
    } else
      await reportOutcome(
        outcome,
        prefixName(name, vscode.l10n.t("Couldn't log the event. Your input was kept.")),
        store,
        () => logEvent(run),
      );
  }

  return { logEvent };
}

/** An event of exactly this content is the same one, logged once more. */
async function eventKey({ runId }: RunRef, event: Omit<NewEvent, 'idempotencyKey'>): Promise<string> {
  const { type, summary, stepId, agentId, payload } = event;
  return `logEvent ${runId} ${await textHash(jsonText([type, summary, stepId, agentId, payload]))}`;
}

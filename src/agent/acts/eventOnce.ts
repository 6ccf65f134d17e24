import type { NewEvent } from '../../api/requests';
import { keepNewest } from '../../model/keepNewest';
import type { Run } from '../../model/run';
import type { Outcome } from '../../tracking/actions/outcome';
import type { Call } from './call';

/** Events of the tools come from this agent. */
const agentId = 'vscode';
const maxKeys = 500;

/**
 * Logs an event. The same call once more, after an answer that was lost, is sent with the same key, so that the service
 * logs nothing twice.
 * @param call what names the call.
 * @param keeps whether its key is kept after it was logged: the same call once more is the same event.
 */
export async function logOnce(
  { actions, signal, unconfirmed }: Call,
  run: Run,
  event: Omit<NewEvent, 'agentId' | 'idempotencyKey'>,
  call: string,
  keeps = false,
): Promise<Outcome> {
  const idempotencyKey = unconfirmed.get(call) ?? crypto.randomUUID();
  unconfirmed.set(call, idempotencyKey);
  keepNewest(unconfirmed, maxKeys);
  const outcome = await actions.logEvent(run, { ...event, agentId, idempotencyKey }, { signal });
  if (outcome.kind === 'done' && !keeps) unconfirmed.delete(call);
  return outcome;
}

import { claimOf, type Claim } from '../../model/claim';
import { jsonText } from '../../model/jsonObject';
import type { Mission } from '../../model/mission';
import { isActive, type Run, type RunRef } from '../../model/run';
import { valueOf } from '../../tracking/store/facts';
import type { Store } from '../../tracking/store/store';
import { clipped } from '../lines/answer';
import { missionLine } from '../lines/missionLines';
import { NotPossible, type Call } from './call';

const uuids = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi;

export const askAgain =
  'Nothing was changed: what the person was asked about is not what is there now. Call the tool again: they are asked with what is known now.';

/** The ID in a text that is one, or a link; a link to a run names its mission first. */
export function idIn(text: string): string | undefined {
  return text.match(uuids)?.at(-1)?.toLowerCase();
}

/** The mission that is meant, as far as the store knows. Asks nobody. */
export function knownMission(text: string, { store, named }: Pick<Call, 'store' | 'named'>): Mission | undefined {
  const id = idIn(text);
  if (id !== undefined) return store.mission(id);
  const missionId = named.get(text.trim());
  return missionId === undefined ? undefined : store.mission(missionId);
}

/** The run that is meant, as far as the store knows. Asks nobody. */
export function knownRun(text: string, store: Store): Run | undefined {
  const id = idIn(text);
  return id === undefined ? undefined : valueOf(store.run(id));
}

/** @throws NotPossible where it is unclear which one is meant; ApiError */
export async function findMission(text: string, { actions, named, signal }: Call): Promise<Mission> {
  const id = idIn(text);
  if (id !== undefined) return actions.readMission(id, { signal });
  const wanted = text.trim();
  const found = await actions.searchMissions(({ name }) => name.trim() === wanted, { signal });
  const [first] = found;
  if (!first)
    throw new NotPossible('No mission has exactly this name. Find it with telnyx_list_missions and its "query".');
  if (found.length > 1)
    throw new NotPossible(() => ({
      head: [`${found.length} missions have this name. Call the tool again with the ID of one of them.`],
      data: found.slice(0, 10).map(missionLine),
    }));
  named.set(wanted, first.missionId);
  return actions.readMission(first.missionId, { signal });
}

/** Where the run is. @throws NotPossible where there is none; ApiError */
export async function findRun(text: string, { actions, signal }: Call): Promise<RunRef> {
  const id = idIn(text);
  if (id === undefined)
    throw new NotPossible('"run" has to be the ID of a run, or a link to one. Find it with telnyx_list_runs.');
  const found = await actions.findRun(id, { signal });
  if (!found) throw new NotPossible(`There is no run ${id} in this account. Find it with telnyx_list_runs.`);
  return { missionId: found.missionId, runId: found.runId };
}

/** Who works the run, as the answers say it. */
export function claimIn(
  run: Run,
  { runClaims }: Pick<Call, 'runClaims'>,
): (Claim & { readonly isOwn: boolean }) | undefined {
  const claim = claimOf(run);
  return claim && { ...claim, isOwn: runClaims.isOwn(run) };
}

/**
 * The run as it is now, for a tool that changes something in it.
 * @throws NotPossible where it has ended, or where nobody was asked and the run is not, or no longer, claimed here; ApiError
 */
export async function workableRun(text: string, call: Call): Promise<Run> {
  const run = await call.actions.readRun(await findRun(text, call), { signal: call.signal });
  requireActive(run);
  requireShown(run, call);
  const { asked, runClaims } = call;
  const isAgreed = asked !== undefined && claimOf(run)?.token === asked.run?.token;
  if (!isAgreed && !runClaims.isOwn(run)) throw new NotPossible(heldBy(run, call));
  return run;
}

/** @throws NotPossible where the run has ended */
export function requireActive(run: Run): void {
  if (!isActive(run))
    throw new NotPossible(
      `The run has ended: it is ${jsonText(clipped(run.status, 40))}. Nothing was changed. Read it with telnyx_get_run.`,
    );
}

/** Whoever was asked has seen which run it is: an ID alone says that to nobody. @throws NotPossible */
export function requireShown({ runId }: Run, { asked }: Call): void {
  if (asked && asked.run?.runId !== runId) throw new NotPossible(askAgain);
}

/** The same for who works it. @throws NotPossible */
export function requireShownClaim(run: Run, { asked }: Call): void {
  if (asked && claimOf(run)?.token !== asked.run?.token) throw new NotPossible(askAgain);
}

function heldBy(run: Run, call: Call) {
  const claim = claimIn(run, call);
  return () => ({
    head: ['Nothing was changed: who works the run has changed since this was decided.'],
    data: [claim ? `Claimed by: ${clipped(claim.app, 60)}` : 'Nobody has claimed it.'],
    tail: [
      call.asked
        ? 'If you are to go on all the same, call the tool again: the person is asked with what is known now.'
        : 'Stop working the run, and tell the person. Only if they agree, take it over with telnyx_claim_run.',
    ],
  });
}

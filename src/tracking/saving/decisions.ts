import type { MissionChange, RunChange, StepChange } from '../../api/requests';
import type { Mission } from '../../model/mission';
import { claimOf, withClaim, withoutClaim, type Claim } from '../../model/claim';
import { isActive, type Run } from '../../model/run';
import type { Step, StepStatus } from '../../model/plan';
import { sameValue } from '../../model/deepEqual';
import type { Decide } from './save';

/** How a run ends. */
export type RunEnd = Omit<RunChange, 'metadata'>;

/** A change to a mission that was `seen`: only the fields that it changes can be in conflict. */
export function decideMission(seen: Mission, change: MissionChange): Decide<Mission, MissionChange> {
  const names = Object.keys(change) as (keyof MissionChange)[];
  return decideFields(seen, change, names, names);
}

/** A change to a run that was `seen`; it is in conflict where any of the `watched` fields is another one now. */
export function decideRun(
  seen: Run,
  change: RunChange,
  watched: readonly (keyof RunChange & keyof Run)[],
): Decide<Run, RunChange> {
  return decideFields(seen, change, Object.keys(change) as (keyof RunChange)[], watched);
}

/** A status for a step, where what it is now is `expected`. */
export function decideStepStatus(to: StepStatus, expected: (status: StepStatus) => boolean): Decide<Step, StepChange> {
  return ({ status }) => {
    if (status === to) return { kind: 'nothingToDo' };
    return expected(status) ? { kind: 'write', change: { status: to } } : { kind: 'conflict' };
  };
}

/** A claim to a run, where `isAllowed` has nothing against what the run is now. The run is running from then on. */
export function decideClaim(claim: Claim, isAllowed: (run: Run) => boolean): Decide<Run, RunChange> {
  return (remote) => {
    if (claimOf(remote)?.token === claim.token && remote.status === 'running') return { kind: 'nothingToDo' };
    if (!isActive(remote) || !isAllowed(remote)) return { kind: 'conflict' };
    return { kind: 'write', change: { status: 'running', metadata: withClaim(remote.metadata, claim) } };
  };
}

/** The end of a run, where `isAllowed` has nothing against what the run is now. Nobody works it from then on. */
export function decideEnd(end: RunEnd, isAllowed: (run: Run) => boolean): Decide<Run, RunChange> {
  return (remote) => {
    const names = Object.keys(end) as (keyof RunEnd)[];
    if (names.every((name) => sameValue(remote[name], end[name]))) return { kind: 'nothingToDo' };
    if (!isActive(remote) || !isAllowed(remote)) return { kind: 'conflict' };
    const released = claimOf(remote) ? { metadata: withoutClaim(remote.metadata) } : {};
    return { kind: 'write', change: { ...end, ...released } };
  };
}

function decideFields<V extends Partial<Record<K, unknown>>, C extends Partial<Record<K, unknown>>, K extends string>(
  seen: V,
  change: C,
  names: readonly K[],
  watched: readonly K[],
): Decide<V, C> {
  return (remote) => {
    if (names.every((name) => sameValue(remote[name], change[name]))) return { kind: 'nothingToDo' };
    return watched.every((name) => sameValue(remote[name], seen[name]))
      ? { kind: 'write', change }
      : { kind: 'conflict' };
  };
}

import { isActive, type Run, type RunStatus } from './run';

/** A time in which a run was in one status (epoch ms). `to` is absent while it lasts. */
export type RunStretch = { readonly status: RunStatus; readonly from: number; readonly to?: number };

/** That a run changed to a status (epoch ms). */
export type StatusChange = { readonly at: number; readonly to: RunStatus };

/**
 * The status that a `status_change` event names. Its payload has no documented shape: `status`, `to` and `new_status`
 * are what is seen (README of the API); `undefined` where none of them is a word.
 */
export function changedTo(payload: unknown): RunStatus | undefined {
  if (typeof payload !== 'object' || payload === null) return undefined;
  for (const name of ['status', 'to', 'new_status']) {
    const word: unknown = Object.hasOwn(payload, name) ? Reflect.get(payload, name) : undefined;
    if (typeof word === 'string' && word !== '') return word;
  }
  return undefined;
}

/**
 * What the run was when, oldest first and without holes, from its start on. Known are the changes that were logged,
 * and what the run says of itself now; until the first change it is taken for pending, or where no change was logged
 * for what it is now. Clocks differ: what was logged before the start counts from the start.
 */
export function runStretches(
  run: Pick<Run, 'status' | 'startedAt' | 'updatedAt' | 'finishedAt'>,
  changes: readonly StatusChange[],
): RunStretch[] {
  const active = isActive(run);
  const end = active ? undefined : Math.max(run.startedAt, run.finishedAt ?? run.updatedAt);
  const sorted = changes.filter(({ at }) => Number.isFinite(at)).sort((a, b) => a.at - b.at);
  const marks: { status: RunStatus; from: number }[] = [];
  const mark = (status: RunStatus, at: number) => {
    const from = Math.min(Math.max(at, run.startedAt), end ?? Infinity);
    if (marks.at(-1)?.status === status) return;
    // Of two in the same moment the later word counts.
    if (marks.at(-1)?.from === from) marks.pop();
    if (marks.at(-1)?.status !== status) marks.push({ status, from });
  };
  const [first] = sorted;
  if (!first) mark(active ? run.status : 'running', run.startedAt);
  else if (first.at > run.startedAt) mark(first.to === 'pending' ? 'pending' : before(first.to), run.startedAt);
  for (const { at, to } of sorted) mark(to, at);
  // What was not logged happened at its last word at the latest.
  if (active && marks.at(-1)?.status !== run.status) mark(run.status, Math.max(run.updatedAt, marks.at(-1)?.from ?? 0));
  if (end !== undefined && marks.at(-1)?.status !== run.status) mark(run.status, end);
  return marks.map(({ status, from }, i) => {
    const to = marks[i + 1]?.from ?? end;
    return { status, from, ...(to === undefined ? {} : { to }) };
  });
}

/** What a run was before it changed to this. */
function before(status: RunStatus): RunStatus {
  return status === 'running' ? 'pending' : 'running';
}

import type { Act, Look } from './act';
import type { Write } from './routes';
import { fieldOf, lastChange, same, type Moment, type Past } from './things';

/**
 * What a write is about to take away that nobody who has asked for it could know of. What changes while the last look
 * or the write itself is under way can be seen by nobody; everything else has to be looked at right before.
 * @param sent when the write left.
 */
export function unseenIn(act: Act, { thing, fields }: Write, sent: Moment): string[] {
  const look = act.looks.get(thing.key);
  return Object.entries(fields).flatMap(([field, to]) => {
    const now = fieldOf(thing, field);
    const change = lastChange(thing, field);
    if (same(now, to) || change.by === act.id || act.seen(thing, field, now) || isTooLate(change, look, sent))
      return [];
    return [
      `${act.id}: ${field} of ${thing.kind} ${thing.id} was ${JSON.stringify(now)} (by ${change.by}), which was ` +
        `not seen, and became ${JSON.stringify(to)}`,
    ];
  });
}

/** Whether it came after the answer to the last look was given, and not while the act had that and had not written. */
function isTooLate(change: Past, look: Look | undefined, sent: Moment): boolean {
  if (!look || change.since < look.given) return false;
  return change.since < look.arrived || change.since > sent;
}

/**
 * What is wrong with what was said of an act, or `undefined`.
 * @param others that have wanted the same: what one of them has done is done.
 */
export function lieOf(act: Act, others: readonly Act[]): string | undefined {
  const { id, said, did, begun, ended = Infinity } = act;
  if (!said) return undefined;
  switch (said.kind) {
    case 'done': {
      const isDone = did.length > 0 || others.some((other) => other.did.length > 0) || act.isSo([begun, ended]);
      return isDone ? undefined : `${id}: said to be done, and was not`;
    }
    case 'conflict':
    case 'refused':
    case 'busy':
      if (did.length === 0) return undefined;
      return `${id}: said to be ${said.kind} (${said.why ?? ''}), and did ${did.join(', ')}`;
    case 'unsure':
    case 'partly':
    case 'gone':
      return undefined;
  }
}

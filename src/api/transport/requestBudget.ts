import type { Timing } from '../../model/timing';

/** How often the same GET is sent within `sameGetWindowMs`. */
const maxSameGets = 10;

/** The last resort against a defect that asks the same question again and again: all but a few have to wait. */
export interface RequestBudget {
  /** For how long (ms) the request must wait; 0 where it may leave now. */
  closedFor(request: string): number;
  /** The request leaves now. */
  note(request: string): void;
}

/** `onExceeded` hears of a request that has to wait, once until it has not been sent for a while. */
export function createRequestBudget(
  timing: Pick<Timing, 'now' | 'sameGetWindowMs'>,
  onExceeded: (request: string) => void,
): RequestBudget {
  /** When each was sent of late, oldest first. */
  const sent = new Map<string, { times: readonly number[]; exceeded: boolean }>();
  let sweptAt = timing.now();

  const isWithin = (windows: number) => (time: number) => timing.now() - time < windows * timing.sameGetWindowMs;

  /** What has waited leaves after one window: only what was not sent for two is over. */
  function sweep(): void {
    if (isWithin(1)(sweptAt)) return;
    sweptAt = timing.now();
    for (const [request, { times }] of sent) if (!times.some(isWithin(2))) sent.delete(request);
  }

  return {
    closedFor(request) {
      sweep();
      const held = sent.get(request);
      const recent = held?.times.filter(isWithin(1)) ?? [];
      const [oldest] = recent;
      if (!held || oldest === undefined || recent.length < maxSameGets) return 0;
      if (!held.exceeded) onExceeded(request);
      held.exceeded = true;
      return Math.max(1, Math.ceil(oldest + timing.sameGetWindowMs - timing.now()));
    },
    note(request) {
      const held = sent.get(request);
      const times = [...(held?.times ?? []), timing.now()].slice(-maxSameGets);
      sent.set(request, { times, exceeded: held?.exceeded ?? false });
    },
  };
}

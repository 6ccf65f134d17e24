import type { Timing } from '../../model/timing';

/** How often the same GET is sent within `sameGetWindowMs`. */
const maxSameGets = 10;

/** The last resort against a defect that asks the same question again and again: all but a few have to wait. */
export interface RequestBudget {
  /** For how long (ms) the request must wait; 0 where it may leave now. */
  closedFor(request: string): number;
  /** The request leaves now; once more, where `isRepeated` says so, because no answer has come. */
  note(request: string, isRepeated: boolean): void;
}

type Sent = { readonly at: number; readonly isRepeated: boolean };

/**
 * `onExceeded` hears of a request that has to wait, once until it has not been sent for a while. It hears nothing of
 * those that have been sent so often because they were not answered.
 */
export function createRequestBudget(
  timing: Pick<Timing, 'now' | 'sameGetWindowMs'>,
  onExceeded: (request: string) => void,
): RequestBudget {
  /** When each was sent of late, oldest first. */
  const sent = new Map<string, { last: readonly Sent[]; exceeded: boolean }>();
  let sweptAt = timing.now();

  const isWithin = (windows: number) => (time: number) => timing.now() - time < windows * timing.sameGetWindowMs;
  const sentWithin =
    (windows: number) =>
    ({ at }: Sent) =>
      isWithin(windows)(at);

  /** What has waited leaves after one window: only what was not sent for two is over. */
  function sweep(): void {
    if (isWithin(1)(sweptAt)) return;
    sweptAt = timing.now();
    for (const [request, { last }] of sent) if (!last.some(sentWithin(2))) sent.delete(request);
  }

  return {
    closedFor(request) {
      sweep();
      const entry = sent.get(request);
      const recent = entry?.last.filter(sentWithin(1)) ?? [];
      const [oldest] = recent;
      if (!entry || oldest === undefined || recent.length < maxSameGets) return 0;
      if (!entry.exceeded && !recent.some(({ isRepeated }) => isRepeated)) {
        onExceeded(request);
        entry.exceeded = true;
      }
      return Math.max(1, Math.ceil(oldest.at + timing.sameGetWindowMs - timing.now()));
    },
    note(request, isRepeated) {
      const entry = sent.get(request);
      const last = [...(entry?.last ?? []), { at: timing.now(), isRepeated }].slice(-maxSameGets);
      sent.set(request, { last, exceeded: entry?.exceeded ?? false });
    },
  };
}

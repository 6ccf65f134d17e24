import type { Lane } from './density';
import type { EventLanes } from './eventLanes';

/** A tool call with its result. Indexes of events. Epoch ms. */
export type CallSpan = { readonly call: number; readonly result: number; readonly start: number; readonly end: number };

type LaneSpans = {
  /** The indexes of calls and of their results, by the time of the call, which is the order of results for most. */
  calls: number[];
  results: number[];
  /** Places of the lane that have been looked at, and how often its events had moved then. */
  seen: number;
  moves: number;
  longest: number;
  sorted: boolean;
  /** Calls by step and agent; those before `next` have their result. */
  readonly open: Map<string, { readonly calls: number[]; next: number }>;
};

/**
 * Tool calls of a row joined to their results: of one step and one agent, the first call gets the first result. What
 * has been appended to a lane is looked at alone; only where earlier events came late is the row gone through again.
 */
export function createCallSpans(events: EventLanes) {
  const byLane = new WeakMap<Lane, LaneSpans>();

  function update(lane: Lane): LaneSpans {
    let spans = byLane.get(lane);
    if (spans?.moves !== lane.moves) {
      spans = { calls: [], results: [], seen: 0, moves: lane.moves, longest: 0, sorted: true, open: new Map() };
      byLane.set(lane, spans);
    }
    for (; spans.seen < lane.length; spans.seen++) {
      const index = lane.indexAt(spans.seen);
      const type = events.type(index);
      if (type !== 'tool_call' && type !== 'tool_result') continue;
      const key = `${events.stepNumber(index)} ${events.agentNumber(index)}`;
      const open = spans.open.get(key);
      if (type === 'tool_call') {
        if (open) open.calls.push(index);
        else spans.open.set(key, { calls: [index], next: 0 });
        continue;
      }
      const call = open?.calls[open.next];
      if (!open || call === undefined) continue;
      open.next++;
      const start = events.timestamp(call);
      const end = events.timestamp(index);
      const before = spans.calls.at(-1);
      if (before !== undefined && start < events.timestamp(before)) spans.sorted = false;
      spans.calls.push(call);
      spans.results.push(index);
      spans.longest = Math.max(spans.longest, end - start);
    }
    if (!spans.sorted) {
      const { calls, results } = spans;
      const order = [...calls.keys()].sort((a, b) => events.timestamp(calls[a] ?? 0) - events.timestamp(calls[b] ?? 0));
      spans.calls = order.map((place) => calls[place] ?? 0);
      spans.results = order.map((place) => results[place] ?? 0);
      spans.sorted = true;
    }
    return spans;
  }

  return {
    /**
     * The spans of the lane that touch the time from `from` to `to` (epoch ms), by start; nothing where there are
     * more than `most`: then they could not be told apart.
     */
    within(lane: Lane, from: number, to: number, most: number): readonly CallSpan[] {
      const { calls, results, longest } = update(lane);
      let low = 0;
      let high = calls.length;
      while (low < high) {
        const middle = (low + high) >>> 1;
        if (events.timestamp(calls[middle] ?? 0) < from - longest) low = middle + 1;
        else high = middle;
      }
      const found: CallSpan[] = [];
      for (let i = low; i < calls.length; i++) {
        const [call = 0, result = 0] = [calls[i], results[i]];
        const [start, end] = [events.timestamp(call), events.timestamp(result)];
        if (start > to) break;
        if (i - low > most) return [];
        if (end >= from) found.push({ call, result, start, end });
      }
      return found;
    },
    /** The span that the event is an end of. */
    of(lane: Lane, index: number): CallSpan | undefined {
      const time = events.timestamp(index);
      return this.within(lane, time, time, 5000).find(({ call, result }) => call === index || result === index);
    },
  };
}

export type CallSpans = ReturnType<typeof createCallSpans>;

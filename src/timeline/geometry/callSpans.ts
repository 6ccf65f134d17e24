import type { Lane } from './density';
import type { EventLanes } from './eventLanes';

/** A tool call with its result. Indexes of events. Epoch ms. */
export type CallSpan = { readonly call: number; readonly result: number; readonly start: number; readonly end: number };

type LaneSpans = {
  /** By start, which is the order in which results came in for most. */
  spans: CallSpan[];
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
      spans = { spans: [], seen: 0, moves: lane.moves, longest: 0, sorted: true, open: new Map() };
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
      if (start < (spans.spans.at(-1)?.start ?? -Infinity)) spans.sorted = false;
      spans.spans.push({ call, result: index, start, end });
      spans.longest = Math.max(spans.longest, end - start);
    }
    if (!spans.sorted) {
      spans.spans.sort((a, b) => a.start - b.start);
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
      const { spans, longest } = update(lane);
      let low = 0;
      let high = spans.length;
      while (low < high) {
        const middle = (low + high) >>> 1;
        if ((spans[middle]?.start ?? 0) < from - longest) low = middle + 1;
        else high = middle;
      }
      const found: CallSpan[] = [];
      for (let i = low, span = spans[i]; span && span.start <= to; span = spans[++i]) {
        if (span.end >= from) found.push(span);
        if (i - low > most) return [];
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

import type { EventColumns } from '../../model/eventColumns';
import type { Answer, Ask } from '../../protocol/messages';

/** What a timeline asked for, from the columns of its run; `undefined` where they do not have it (any more). */
export function answerFrom(columns: EventColumns, ask: Ask): Answer | undefined {
  switch (ask.kind) {
    case 'event': {
      const { index } = ask;
      if (index >= columns.length) return undefined;
      return {
        kind: 'event',
        index,
        eventId: columns.eventId(index),
        summary: columns.summary(index),
        payload: columns.payload(index),
      };
    }
    case 'eventTexts': {
      const { from, to } = ask;
      if (to > columns.length) return undefined;
      const indexes = Array.from({ length: to - from }, (_, i) => from + i);
      return {
        kind: 'eventTexts',
        from,
        summaries: indexes.map((index) => columns.summary(index)),
        eventIds: indexes.map((index) => columns.eventId(index)),
      };
    }
    case 'search': {
      const { from, to } = ask;
      if (to > columns.length) return undefined;
      const wanted = ask.text.toLowerCase();
      const found: number[] = [];
      for (let index = from; index < to; index++)
        if (columns.summary(index).toLowerCase().includes(wanted)) found.push(index);
      return { kind: 'search', indexes: Uint32Array.from(found) };
    }
  }
}

import { plainText } from '../../model/plainText';
import { maxTextsPerAsk } from '../../protocol/messages';
import type { Host } from './host';

/** How many neighbours come along with a summary that is asked for. */
const blockSize = 100;
const maxBlocks = 200;

/** A summary that is here, or why it is not. */
export type Summary = { readonly text: string; readonly eventId: string } | { readonly refused: string } | undefined;

/** The summaries of events as people may see them, asked of the host by blocks when they come into view, and forgotten when there are many. */
export interface Summaries {
  /** What is known; what is not is asked for, and `changed` called when it has come. */
  get(index: number, length: number): Summary;
  /** Another snapshot: indexes may mean other events now. */
  clear(): void;
}

type Block = {
  readonly to: number;
  texts?: readonly { readonly text: string; readonly eventId: string }[];
  refused?: string;
};

export function createSummaries(host: Pick<Host, 'ask'>, changed: () => void): Summaries {
  const blocks = new Map<number, Block>();
  let generation = 0;

  function ask(from: number, to: number): void {
    const requested: Block = { to };
    const startedIn = generation;
    blocks.set(from, requested);
    const [oldest] = blocks.keys();
    if (blocks.size > maxBlocks && oldest !== undefined) blocks.delete(oldest);
    host
      .ask({ kind: 'eventTexts', from, to: Math.min(to, from + maxTextsPerAsk) })
      .then(
        ({ summaries, eventIds }) =>
          (requested.texts = summaries.map((text, i) => ({ text: plainText(text), eventId: eventIds[i] ?? '' }))),
        (error: unknown) => (requested.refused = error instanceof Error ? error.message : String(error)),
      )
      .finally(() => {
        if (startedIn === generation) changed();
      });
  }

  return {
    get(index, length) {
      if (index >= length) return undefined;
      const from = index - (index % blockSize);
      const known = blocks.get(from);
      // A block that ended where the events ended then is read again once an event beyond it is wanted.
      if (!known || index >= known.to) {
        ask(from, Math.min(from + blockSize, length));
        return undefined;
      }
      const text = known.texts?.[index - from];
      if (text) return text;
      return known.refused === undefined ? undefined : { refused: known.refused };
    },
    clear() {
      generation++;
      blocks.clear();
    },
  };
}

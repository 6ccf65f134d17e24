import type { NeedWord, TimelineTexts } from '../../protocol/texts';
import type { Filter } from './filter';
import { newEventsText } from './labels';

/** Between two announcements of how many events have come (ms). */
export const newEventsPauseMs = 10_000;

/** What may be worth to be said, as it is now. */
export type AnnouncedFacts = {
  readonly filter: Filter;
  /** The host has been asked for a text, and has not answered yet. */
  readonly isSearching: boolean;
  /** How many events pass the filter. */
  readonly shownOf: string;
  readonly updatesPaused: boolean;
  /** How many events have come that are not shown, or not in sight. */
  readonly newEvents: number;
  readonly need: NeedWord | undefined;
  readonly needText: string;
};

/**
 * What a screen reader is told of what changes elsewhere than where the focus is: the outcome of a filter, held
 * updates, new events (now and then), and that the run needs a person. What is there from the start is not news.
 */
export class Announcements {
  readonly #texts: TimelineTexts;
  #before: AnnouncedFacts | undefined;
  /** A filter was set whose outcome has not been said yet. */
  #owesFilter = false;
  #saidEvents = { count: 0, at: -Infinity };

  constructor(texts: TimelineTexts) {
    this.#texts = texts;
  }

  /** `now`: a steady clock (ms). */
  next(facts: AnnouncedFacts, now: number): string | undefined {
    const before = this.#before;
    this.#before = facts;
    if (!before) {
      this.#saidEvents = { count: facts.newEvents, at: -Infinity };
      return undefined;
    }
    if (facts.filter !== before.filter) this.#owesFilter = true;
    if (facts.need !== before.need && facts.need !== undefined) return facts.needText;
    if (facts.updatesPaused !== before.updatesPaused)
      return facts.updatesPaused ? this.#texts.updatesPaused : this.#texts.updatesResumed;
    if (this.#owesFilter && !facts.isSearching) {
      this.#owesFilter = false;
      return facts.shownOf;
    }
    return this.#newEvents(facts.newEvents, now);
  }

  #newEvents(count: number, now: number): string | undefined {
    const last = this.#saidEvents;
    if (count < last.count) this.#saidEvents = { ...last, count };
    if (count <= last.count || now - last.at < newEventsPauseMs) return undefined;
    this.#saidEvents = { count, at: now };
    return newEventsText(count, this.#texts);
  }
}

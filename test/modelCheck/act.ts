import { AsyncLocalStorage } from 'node:async_hooks';
import type { Moment, Thing } from './things';

export type AccountName = 'A' | 'B';

/** When the service gave an answer, and when that was there. */
export type Look = { readonly given: Moment; readonly arrived: Moment };

/** What the product has said of an act, in the end. */
export type Said = {
  readonly kind:
    | 'done'
    | 'refused'
    | 'unsure'
    | 'busy'
    | 'conflict'
    | 'partly'
    /** There is no such thing any more: whether it was changed before is of no use to anybody. */
    | 'gone';
  /** For people who read the report. */
  readonly why?: string;
};

/** Whether the person has seen this value of the field, so that it may be replaced. */
export type Seen = (thing: Thing, field: string, value: unknown) => boolean;

/** What a person does once, from the click to the answer. */
export type Act = {
  readonly id: string;
  /** What is wanted once: a person who repeats an act wants the same. */
  readonly intent: string;
  /** Where it belongs: its requests carry the key of this one. */
  readonly account: AccountName;
  readonly begun: Moment;
  readonly seen: Seen;
  /** Where that is so, "done" is right although no request of the act has done it. */
  readonly isSo: (window: readonly [Moment, Moment]) => boolean;
  /** By the key of what was looked at. */
  readonly looks: Map<string, Look>;
  /** The ids of what it was told by a 404 that there is none of. */
  readonly missed: Set<string>;
  /** What its requests have changed, in words. */
  readonly did: string[];
  ended?: Moment;
  /** Its window was loaded again before it had ended. */
  isCut?: true;
  said?: Said;
};

/** In which window of VS Code something happens, and for which act. */
export type Context = { readonly window: number; readonly act?: Act };

/** Follows everything that is awaited or waited for. */
export const context = new AsyncLocalStorage<Context>();

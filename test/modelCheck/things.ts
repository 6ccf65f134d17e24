import { isDeepStrictEqual } from 'node:util';

/** What happens, in one order: sending, doing, answering, changing. Greater is later. */
export type Moment = number;

/** A value that a field had from a moment on, and who gave it. */
export type Past = { readonly value: unknown; readonly since: Moment; readonly by: string };

export type ThingKind = 'mission' | 'run' | 'step' | 'event' | 'resource';

/** Something that the service keeps: a mission, a run, a step of a plan, an event, a tool. */
export type Thing = {
  /** Unlike all others of its account. */
  readonly key: string;
  readonly kind: ThingKind;
  /** By what it is asked for; a step's is unlike others of its run only, and may be there twice. */
  readonly id: string;
  /** The key of what it belongs to. */
  readonly of: string | undefined;
  readonly born: Past;
  died?: Past;
  /** Each field's values, the oldest first. */
  readonly fields: Map<string, Past[]>;
  updatedAt: number;
};

export const same = (a: unknown, b: unknown) => isDeepStrictEqual(a ?? undefined, b ?? undefined);

export function fieldOf(thing: Thing, name: string): unknown {
  return thing.fields.get(name)?.at(-1)?.value;
}

/** Who gave the field the value that it has, and when. */
export function lastChange(thing: Thing, name: string): Past {
  return thing.fields.get(name)?.at(-1) ?? thing.born;
}

/** Whether the field had such a value at some time from one moment to another. */
export function everHad(
  thing: Thing,
  name: string,
  is: (value: unknown) => boolean,
  [from, to]: readonly [Moment, Moment],
): boolean {
  const pasts = thing.fields.get(name) ?? [{ value: undefined, since: thing.born.since, by: thing.born.by }];
  return pasts.some((past, at) => {
    const until = pasts[at + 1]?.since ?? Infinity;
    return past.since <= to && until >= from && is(past.value);
  });
}

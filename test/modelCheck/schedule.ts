import fc from 'fast-check';
import type { AccountName } from './act';
import type { Fate } from './network';
import { actNames, type ActName } from './acts/all';
import { otherNames, type OtherName } from './others';

/** Something that happens, `gap` ms after the last thing. The numbers choose what it happens to, and how. */
export type Happening = { readonly gap: number; readonly a: number; readonly b: number } & (
  | {
      readonly kind: 'act';
      readonly name: ActName;
      /** The person does not leave it at that: repeats it, and writes over what others have changed. */
      readonly insists: boolean;
      readonly doubleClick: boolean;
      /** What comes in between, so many ms after it has begun. */
      readonly cut: { readonly by: 'reload' | 'account'; readonly after: number } | undefined;
    }
  | { readonly kind: 'other'; readonly name: OtherName; readonly account: AccountName }
  | { readonly kind: 'account' }
  | { readonly kind: 'reload' }
);

/** All that chance decides. */
export type Schedule = {
  readonly sameOrigin: boolean;
  /** Both accounts have things of the same ids. */
  readonly sameIds: boolean;
  readonly happenings: readonly Happening[];
  /** Of the requests, in the order in which they leave. What comes after these goes well. */
  readonly fates: readonly Fate[];
};

const gap = fc.oneof(
  { weight: 2, arbitrary: fc.integer({ min: 0, max: 50 }) },
  { weight: 4, arbitrary: fc.integer({ min: 0, max: 3000 }) },
  { weight: 2, arbitrary: fc.integer({ min: 0, max: 20_000 }) },
);
const small = fc.oneof({ weight: 3, arbitrary: fc.nat({ max: 1 }) }, { weight: 2, arbitrary: fc.nat({ max: 8 }) });
const common = { gap, a: small, b: small };

const cut = fc.oneof(
  { weight: 4, arbitrary: fc.constant(undefined) },
  {
    weight: 1,
    arbitrary: fc.record({
      by: fc.constantFrom('reload' as const, 'account' as const),
      after: fc.integer({ min: 1, max: 4000 }),
    }),
  },
);

const seldom = fc.oneof({ weight: 5, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) });

/** What a schedule is about: of everything a little, or much of the same. */
const themes: readonly (readonly [acts: readonly ActName[], others: readonly OtherName[]])[] = [
  [actNames, otherNames],
  [actNames, otherNames],
  [
    ['editInstructions', 'editJson', 'save', 'renameMission', 'deleteMission', 'restoreMission'],
    ['instructions', 'description', 'name', 'removeMission'],
  ],
  [
    ['completeRun', 'skipOpenSteps', 'setSteps', 'setStep', 'addStep', 'pauseRun', 'cancelRun'],
    ['step', 'run'],
  ],
  [
    ['createTool', 'changeTool', 'deleteTool'],
    ['tool', 'removeMission'],
  ],
  [
    ['publishFile', 'handleFile'],
    ['instructions', 'description', 'removeMission'],
  ],
  [['createMission', 'cloneMission', 'startRun', 'addStep', 'logEvent', 'restoreMission'], ['newMission']],
];

function happeningOf([acts, others]: (typeof themes)[number]): fc.Arbitrary<Happening> {
  return fc.oneof(
    {
      weight: 12,
      arbitrary: fc.record({
        ...common,
        kind: fc.constant('act' as const),
        name: fc.constantFrom(...acts),
        insists: fc.boolean(),
        cut,
        doubleClick: seldom,
      }),
    },
    {
      weight: 6,
      arbitrary: fc.record({
        ...common,
        kind: fc.constant('other' as const),
        name: fc.constantFrom(...others),
        account: fc.constantFrom('A' as const, 'A' as const, 'B' as const),
      }),
    },
    { weight: 2, arbitrary: fc.record({ ...common, kind: fc.constant('account' as const) }) },
    { weight: 1, arbitrary: fc.record({ ...common, kind: fc.constant('reload' as const) }) },
  );
}

const delay = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 1, max: 100 }) },
  { weight: 1, arbitrary: fc.integer({ min: 100, max: 4000 }) },
);

/** What goes wrong: of everything a little, or mostly the same. */
const troubles: readonly (readonly Fate['kind'][])[] = [
  [
    ...(['dropped', 'lost', 'lost', 'silence', 'doneInSilence'] as const),
    ...(['unavailable', 'unavailable', 'doneUnavailable', 'limited', 'page', 'short'] as const),
  ],
  ['lost', 'doneUnavailable', 'short'],
  ['limited'],
];

const fateOf = (kinds: readonly Fate['kind'][]): fc.Arbitrary<Fate> =>
  fc.record({
    kind: fc.oneof(
      { weight: 8, arbitrary: fc.constant('answered' as const) },
      { weight: 5, arbitrary: fc.constantFrom(...kinds) },
    ),
    there: delay,
    back: delay,
    seconds: fc.constantFrom(0, 2, 8, 30),
    meddled: fc.oneof(
      { weight: 3, arbitrary: fc.constant(undefined) },
      { weight: 1, arbitrary: fc.integer({ min: 0, max: 200 }) },
      { weight: 2, arbitrary: fc.integer({ min: 0, max: 6000 }) },
    ),
  });

export const schedules: fc.Arbitrary<Schedule> = fc.record({
  sameOrigin: fc.boolean(),
  sameIds: fc.boolean(),
  happenings: fc.oneof(
    ...themes.map((theme) => fc.array(happeningOf(theme), { minLength: 2, maxLength: 9, size: 'max' })),
  ),
  fates: fc.oneof(...troubles.map((kinds) => fc.array(fateOf(kinds), { maxLength: 40, size: 'max' }))),
});

import fc from 'fast-check';
import type { Manners } from './service';

/** What others do to what is watched. */
export const deeds = [
  ...(['log', 'logBurst', 'logEverywhere', 'logLarge', 'logHuge'] as const),
  ...(['start', 'startMany', 'endOne', 'endMany', 'goOn', 'pause', 'step'] as const),
  ...(['addMission', 'addMissions', 'addHugeMission', 'addHugeRun', 'deleteMission', 'rename', 'prune'] as const),
] as const;
export type Deed = (typeof deeds)[number];

export const views = [
  ...(['missions', 'runs', 'plan', 'recentRuns', 'recentOfStatus', 'activity', 'activityOfType', 'timeline'] as const),
  'background',
] as const;
export type View = (typeof views)[number];

/** Something that happens, `gap` ms after the last thing. The numbers choose what it happens to, and how. */
export type Happening = { readonly gap: number; readonly a: number; readonly b: number } & (
  | { readonly kind: 'deed'; readonly name: Deed }
  | { readonly kind: 'open' | 'close' | 'loadMore'; readonly view: View }
  /** `hurry`: Load More again and again, whatever is still under way. */
  | { readonly kind: 'loadAll' | 'refresh' | 'focus' | 'hurry' }
  /** For some time no request gets an answer that helps. */
  | { readonly kind: 'trouble'; readonly of: 'network' | 'unavailable' | 'limited' | 'silence' }
  /** The next request for a run is answered by a server that has not heard of it. */
  | { readonly kind: 'lag' }
  /** Somebody sets the clock of the computer. */
  | { readonly kind: 'clock'; readonly hours: number }
);

/** All that chance decides. */
export type Schedule = {
  readonly manners: Manners;
  readonly missions: number;
  readonly runs: number;
  readonly events: number;
  readonly views: readonly View[];
  readonly happenings: readonly Happening[];
  /** Of the requests, by turns: how long each is on its way (ms). */
  readonly delays: readonly number[];
};

const mostly = <T>(value: T, ...others: readonly T[]): fc.Arbitrary<T> =>
  fc.oneof(
    { weight: 4, arbitrary: fc.constant(value) },
    ...others.map((other) => ({ weight: 1, arbitrary: fc.constant(other) })),
  );

const mannersWith = (caps: readonly number[]): fc.Arbitrary<Manners> =>
  fc.record({
    order: fc.constantFrom(
      'newest' as const,
      'newest' as const,
      'oldest' as const,
      'oldest' as const,
      'unordered' as const,
    ),
    // No server is known that caps its pages at less than the default.
    cap: fc.constantFrom(...caps),
    tellsCap: fc.boolean(),
    countsTo: mostly(Infinity, Infinity, 100),
    ignoresNumber: mostly(false, false, false, true),
  });
const usualCaps = [1000, 1000, 1000, 1000, 50, 20];

const gap = fc.oneof(
  { weight: 2, arbitrary: fc.integer({ min: 0, max: 100 }) },
  { weight: 4, arbitrary: fc.integer({ min: 0, max: 5000 }) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 20_000 }) },
);
const small = fc.oneof({ weight: 3, arbitrary: fc.nat({ max: 2 }) }, { weight: 2, arbitrary: fc.nat({ max: 40 }) });
const view = fc.constantFrom(...views);

/** What a schedule is about: of everything a little, or much of the same. */
type Theme = {
  readonly deeds: readonly Deed[];
  readonly views: readonly View[];
  /** What is open from the beginning, whatever else is. */
  readonly opened?: readonly View[];
  /** How often Load More is pressed, where that is not seldom. */
  readonly loadMore?: number;
  /** How much there is at first; what is usual where nothing is said. */
  readonly full?: {
    readonly missions: readonly number[];
    readonly runs: readonly number[];
    readonly events: readonly number[];
  };
  /** The most rows a page, where that is seldom what is usual. */
  readonly caps?: readonly number[];
  /** What happens, happens to the newest one or two. */
  readonly near?: number;
  /** What happens comes after a few ticks. */
  readonly isSlow?: true;
};

const themes: readonly Theme[] = [
  { deeds, views },
  {
    deeds: ['log', 'logBurst', 'logEverywhere', 'prune', 'start'],
    views: ['activity', 'activityOfType', 'timeline'],
  },
  {
    deeds: ['start', 'startMany', 'endOne', 'endMany', 'goOn', 'pause'],
    views: ['missions', 'recentRuns', 'recentOfStatus', 'background', 'timeline'],
  },
  {
    deeds: ['deleteMission', 'addMissions', 'startMany', 'addHugeMission', 'addHugeRun'],
    views: ['missions', 'runs', 'recentRuns', 'recentOfStatus'],
  },
  {
    deeds: ['logLarge', 'logHuge', 'log', 'goOn', 'endOne', 'step'],
    views: ['timeline', 'activity', 'plan'],
  },
  // Load More while the poll, a refresh and others read the same lists.
  {
    deeds: ['start', 'addMission', 'log', 'deleteMission'],
    views: ['missions', 'runs', 'recentRuns', 'activity'],
    loadMore: 6,
    full: { missions: [5, 130], runs: [30, 75], events: [60, 200] },
  },
  // Load More while rows of the same list go.
  {
    deeds: ['deleteMission', 'deleteMission', 'endMany', 'goOn'],
    views: ['recentRuns', 'recentOfStatus'],
    opened: ['recentRuns'],
    loadMore: 6,
    full: { missions: [2, 5], runs: [130, 180], events: [0] },
  },
  // Many runs end between two looks, more than a page holds.
  {
    deeds: ['startMany', 'endMany', 'goOn'],
    views: ['missions', 'recentRuns', 'timeline'],
    opened: ['missions'],
    caps: [1000, 50, 20],
    full: { missions: [2], runs: [30, 130], events: [0] },
  },
  // More is logged between two looks than one of them shows.
  {
    deeds: ['logBurst', 'logBurst', 'logBurst', 'logEverywhere', 'prune'],
    views: ['activity', 'activity', 'timeline'],
    opened: ['activity'],
  },
  // Runs that end, and go on, while their timeline is open.
  {
    deeds: ['endOne', 'goOn', 'log'],
    views: ['missions', 'recentRuns', 'recentOfStatus', 'background'],
    opened: ['timeline', 'missions'],
    ...{ near: 0, isSlow: true },
  },
];

function happeningOf({ deeds, views, loadMore = 1, near, isSlow }: Theme): fc.Arbitrary<Happening> {
  const view = fc.constantFrom(...views);
  const common = {
    gap: isSlow ? fc.integer({ min: 0, max: 20_000 }) : gap,
    a: near === undefined ? small : fc.nat({ max: near }),
    b: small,
  };
  return fc.oneof(
    {
      weight: isSlow ? 24 : 12,
      arbitrary: fc.record({ ...common, kind: fc.constant('deed' as const), name: fc.constantFrom(...deeds) }),
    },
    {
      weight: Math.max(6, 2 * loadMore),
      arbitrary: fc.record({
        ...common,
        kind: fc.constantFrom('open' as const, 'close' as const, 'loadMore' as const, 'loadMore' as const),
        view,
      }),
    },
    {
      weight: loadMore,
      arbitrary: fc.record({
        ...common,
        kind: fc.constantFrom('loadAll' as const, 'refresh' as const, 'focus' as const),
      }),
    },
    { weight: loadMore, arbitrary: fc.record({ ...common, kind: fc.constant('hurry' as const) }) },
    {
      weight: 1,
      arbitrary: fc.record({
        ...common,
        kind: fc.constant('trouble' as const),
        of: fc.constantFrom('network' as const, 'unavailable' as const, 'limited' as const, 'silence' as const),
      }),
    },
    { weight: 1, arbitrary: fc.record({ ...common, kind: fc.constant('lag' as const) }) },
    {
      weight: 1,
      arbitrary: fc.record({ ...common, kind: fc.constant('clock' as const), hours: fc.constantFrom(-1, 1, -30) }),
    },
  );
}

export const schedules: fc.Arbitrary<Schedule> = fc.constantFrom(...themes).chain((theme) =>
  fc.record({
    manners: mannersWith(theme.caps ?? usualCaps),
    missions: theme.full ? fc.constantFrom(...theme.full.missions) : mostly(2, 2, 1, 5, 130),
    runs: theme.full ? fc.constantFrom(...theme.full.runs) : mostly(4, 4, 0, 30, 75),
    events: theme.full ? fc.constantFrom(...theme.full.events) : mostly(3, 3, 0, 60, 200),
    views: fc
      .array(fc.oneof(fc.constantFrom(...theme.views), view), { minLength: theme.opened ? 0 : 1, maxLength: 3 })
      .map((others) => [...(theme.opened ?? []), ...others]),
    happenings: fc.array(happeningOf(theme), { minLength: 2, maxLength: 14, size: 'max' }),
    delays: fc.array(fc.oneof(fc.integer({ min: 1, max: 80 }), fc.integer({ min: 1, max: 2500 })), {
      maxLength: 24,
      size: 'max',
    }),
  }),
);

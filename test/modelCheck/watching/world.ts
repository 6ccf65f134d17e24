import { createClient } from '../../../src/api/client';
import type { Fetch } from '../../../src/api/request';
import type { Interest, List } from '../../../src/tracking/feeds/interest';
import { maxRequestsPerTask } from '../../../src/tracking/recentRuns/activeRuns';
import { createPoller, type Poller } from '../../../src/tracking/polling/poller';
import { scopeOf, type Loadable } from '../../../src/tracking/store/facts';
import { createStore, type Store } from '../../../src/tracking/store/store';
import { defaultTiming } from '../../../src/model/timing';
import { silent } from '../../silent';
import { Agenda, inVirtualTime, type Clock } from '../clock';
import { never } from '../network';
import { liveFaults, wholeFaults } from './judge';
import type { Deed, Happening, Schedule, View } from './schedule';
import { answerOf, isEnded, notFound, WatchedService, type Answer, type MissionRow, type RunRow } from './service';

/** What came of a schedule: everything that must not be, and what happened. */
export type Report = { readonly faults: readonly string[]; readonly story: readonly string[] };

/** The longest answer that the client takes (bytes), and rows that are too large for it alone, or a dozen together. */
const longestAnswer = 100_000;
const hugeRow = 120_000;
const largeRow = 9000;

export const paces = { timeline: 5000, active: 5000, idle: 10_000 };
/** How long all is quiet at least until what is shown is right (ms), how often that is looked at, and how long it has. */
const leastQuiet = 10_000;
const quiet = 40_000;
/** The next tick comes so long after the last answer: so many answers are waited for in that time. */
const answersInQuiet = 24;
/** Of the end of that time, in which requests are counted (ms). */
const counted = 20_000;
/** The same where it takes many small pages to read as much: so long, and so many answers one after the other. */
const longQuiet = 90_000;
const answersInLongQuiet = 150;
/** The same where nobody sees anything: a few looks. */
const backgroundQuiet = 6 * defaultTiming.backgroundIntervalMs;
/** So much longer a run that goes on far behind the newest ones may stay unseen: it is looked for in every 24th tick. */
const untilFound = 25 * paces.idle;
/** The most requests of an act of theirs. */
const requestsAnAct = 12;
/** The longest that one of them may take (ms). */
const longestAct = 3_600_000;
/** How often somebody presses Load More in a hurry. */
const presses = 6;
/** The pause of somebody who presses it until there is no more (ms). */
const pressAgain = 2100;
/** So many of the newest are looked at all the time. */
const newestRuns = 20;
/** How long it may take until it is asked again after trouble (ms). */
const longestPause = 1.5 * defaultTiming.maxPollBackoffMs;

export function play(schedule: Schedule): Promise<Report> {
  return inVirtualTime((clock) => new World(clock, schedule).play());
}

/** A view that is open; `at`: since when. */
export type Open = { readonly view: View; readonly interest: Interest; readonly at: number };

class World {
  readonly #faults = new Set<string>();
  readonly #story: string[] = [];
  readonly #begun: number;
  readonly #service: WatchedService;
  readonly #store: Store;
  readonly #poller: Poller;
  readonly #open = new Map<string, Open & { readonly close: () => void }>();
  /** When the timeline of each run was first opened. */
  readonly #timelines = new Map<string, number>();
  readonly #agenda: Agenda;
  #requests = 0;
  /** What is being asked for. */
  readonly #underWay = new Set<{ readonly href: string; readonly signal: AbortSignal | null | undefined }>();
  /** How much of what somebody has asked for is under way. */
  #acting = 0;
  /** The paths that were answered since all is quiet. */
  readonly #answered = new Set<string>();
  /** Runs that had ended and go on. */
  readonly #resumed = new Set<string>();
  #trouble: { readonly of: string; readonly until: number } | undefined;
  #lagging = false;
  readonly #lagged = new Set<string>();
  #isFocused = true;

  constructor(
    readonly clock: Clock,
    readonly schedule: Schedule,
  ) {
    this.#begun = clock.now();
    this.#agenda = new Agenda(clock);
    this.#service = new WatchedService(schedule.manners, () => clock.now());
    this.#furnish();
    const log = {
      ...silent,
      error: (message: string) => message.startsWith('Defect') && this.#faults.add(withoutIds(message)),
    };
    const connection = { baseUrl: 'https://watched.invalid/v2', apiKey: 'KEY', fetch: this.#fetch };
    const client = createClient({
      connection: () => Promise.resolve(connection),
      log,
      random: () => 0.5,
      maxResponseBytes: longestAnswer,
    });
    this.#store = createStore();
    this.#poller = createPoller({
      client,
      store: this.#store,
      random: () => 0.5,
      onDefect: (error) => this.#faults.add(`a defect: ${String(error)}`),
    });
    this.#poller.setIntervals(paces);
  }

  #furnish(): void {
    const { missions, runs, events } = this.schedule;
    for (let i = 0; i < missions; i++) this.#service.addMission();
    for (let i = 0; i < runs; i++) {
      const mission = this.#mission(i);
      if (mission) this.#service.addRun(mission.id, i % 4 === 3 ? 'running' : i % 4 === 2 ? 'failed' : 'succeeded');
    }
    for (let i = 0; i < events; i++) {
      const run = this.#run(i % 3);
      if (run) this.#service.log(run, i % 5 === 4 ? 'error' : 'custom');
    }
    for (const run of this.#service.runs.slice(0, 3)) run.steps.push({ id: 'step_1', status: 'pending' });
  }

  /** The newest one is number 0. */
  #mission(a: number): MissionRow | undefined {
    return this.#service.missions.at(-1 - (a % Math.max(1, this.#service.missions.length)));
  }

  #run(a: number): RunRow | undefined {
    return this.#service.runs.at(-1 - (a % Math.max(1, this.#service.runs.length)));
  }

  #note(what: string): void {
    this.#story.push(`${String(this.clock.now() - this.#begun).padStart(7)} ms  ${what}`);
  }

  readonly #fetch: Fetch = async (input, init) => {
    const url = new URL(input as string);
    const { href } = url;
    const isSame = (other: { readonly href: string; readonly signal: AbortSignal | null | undefined }) =>
      other.href === href && other.signal?.aborted !== true;
    // Whoever reads a list on reads it one page after the other; and where pages are small, two readers may ask for the same.
    const isShared =
      (url.pathname.endsWith('/missions/runs') && (this.schedule.manners.cap < 1000 || this.#service.hasLarge)) ||
      // Beside the timeline somebody looks for what a run that was paused asks.
      (/\/runs\/[^/]+\/events$/.test(url.pathname) && url.searchParams.get('page[number]') === '1');
    if (url.searchParams.has('page[number]') && !isShared && [...this.#underWay].some(isSame))
      this.#faults.add(
        `a page is asked for twice at a time: ${withoutIds(decodeURIComponent(url.pathname + url.search))}`,
      );
    const request = { href, signal: init?.signal };
    this.#underWay.add(request);
    try {
      return await this.#answer(url, init);
    } finally {
      this.#underWay.delete(request);
    }
  };

  async #answer(url: URL, init: Parameters<Fetch>[1]): Promise<Response> {
    const { delays } = this.schedule;
    const delay = delays[this.#requests++ % Math.max(1, delays.length)] ?? 1;
    await this.clock.wait(Math.ceil(delay / 2));
    const trouble = this.#trouble && this.#trouble.until > this.clock.now() ? this.#trouble.of : undefined;
    if (trouble === 'silence') return never(init?.signal);
    if (trouble === 'network') throw new TypeError('fetch failed');
    if (trouble === 'unavailable') return answered(answerOf(503, '{}'));
    if (trouble === 'limited') return answered(answerOf(429, '{}'), { 'retry-after': '2' });
    // Each run once: what is not found a second time is gone.
    const lags = this.#lagging && /\/runs\/[^/]+$/.test(url.pathname) && !this.#lagged.has(url.pathname);
    if (lags) {
      this.#lagging = false;
      this.#lagged.add(url.pathname);
    }
    const answer = lags ? notFound : this.#service.answer(url);
    await this.clock.wait(Math.floor(delay / 2));
    this.#answered.add(url.pathname);
    return answered(answer);
  }

  async play(): Promise<Report> {
    for (const view of this.schedule.views) this.#openView(view, 0);
    let last = 500;
    for (const happening of this.schedule.happenings) {
      last += happening.gap + 1;
      this.#agenda.later(last, () => this.#happen(happening));
    }
    await this.clock.pass(() => this.#agenda.coming === 0, 3_600_000);
    await this.#judge();
    return { faults: [...this.#faults], story: this.#story };
  }

  #happen(happening: Happening): void {
    const { kind, a, b } = happening;
    switch (kind) {
      case 'deed':
        this.#note(`others: ${happening.name} ${a} ${b}`);
        this.#do(happening.name, a, b);
        this.#service.forgetAnswers();
        return;
      case 'open':
        this.#openView(happening.view, a);
        return;
      case 'close':
        this.#closeView(happening.view);
        return;
      case 'loadMore':
        for (const { interest, view } of this.#open.values())
          if (view === happening.view) {
            this.#note(`load more of ${view}`);
            this.#act(this.#poller.loadMore(listOf(interest) ?? { kind: 'missions' }));
          }
        return;
      case 'hurry':
        this.#note('load more of everything, again and again');
        for (let time = 0; time < presses; time++)
          this.#agenda.later(time * (50 + 20 * b), () => this.#loadMoreOfAll());
        return;
      case 'loadAll':
        this.#note('load all missions');
        this.#act(this.#poller.loadAllMissions(new AbortController().signal, () => undefined));
        return;
      case 'refresh':
        this.#note('refresh');
        this.#act(this.#poller.refresh());
        return;
      case 'focus':
        this.#isFocused = !this.#isFocused;
        this.#poller.setFocused(this.#isFocused);
        return;
      case 'trouble':
        this.#note(`trouble: ${happening.of}`);
        this.#trouble = { of: happening.of, until: this.clock.now() + 1000 + 500 * b };
        return;
      case 'lag':
        this.#lagging = true;
        return;
      case 'clock':
        this.#note(`the clock is set by ${happening.hours} hours`);
        this.clock.set(happening.hours * 3_600_000);
    }
  }

  #loadMoreOfAll(): void {
    for (const { interest } of this.#open.values()) {
      const list = listOf(interest);
      if (list && this.#hasMore(list)) this.#act(this.#poller.loadMore(list));
    }
  }

  #act(act: Promise<unknown>): void {
    this.#acting++;
    act
      .catch((error: unknown) => this.#faults.add(`an act threw ${String(error)}`))
      .finally(() => this.#acting--)
      .catch(() => undefined);
  }

  #interestOf(view: View, a: number): Interest | undefined {
    const run = this.#run(a);
    const mission = this.#mission(a);
    switch (view) {
      case 'missions':
      case 'activity':
      case 'background':
        return { kind: view };
      case 'activityOfType':
        return { kind: 'activity', type: 'error' };
      case 'recentRuns':
        return { kind: 'recentRuns', statuses: [] };
      case 'recentOfStatus':
        return { kind: 'recentRuns', statuses: ['running', 'failed'] };
      case 'runs':
        return mission && { kind: 'runs', missionId: mission.id };
      case 'plan':
      case 'timeline':
        return run && { kind: view, missionId: run.missionId, runId: run.id };
    }
  }

  #openView(view: View, a: number): void {
    const interest = this.#interestOf(view, a);
    // One choice of what is logged at a time, as in the sidebar.
    if (
      !interest ||
      (interest.kind === 'activity' && [...this.#open.values()].some((o) => o.interest.kind === 'activity'))
    )
      return;
    const key = JSON.stringify(interest);
    if (this.#open.has(key)) return;
    this.#note(`open ${view} ${a}`);
    if (interest.kind === 'timeline' && !this.#timelines.has(interest.runId))
      this.#timelines.set(interest.runId, this.clock.now());
    this.#open.set(key, { view, interest, at: this.clock.now(), close: this.#poller.watch(interest) });
  }

  #closeView(view: View): void {
    for (const [key, open] of this.#open)
      if (open.view === view) {
        this.#note(`close ${view}`);
        open.close();
        this.#open.delete(key);
        return;
      }
  }

  #do(deed: Deed, a: number, b: number): void {
    const service = this.#service;
    const run = this.#run(a);
    const mission = this.#mission(a);
    const log = (count: number, of: RunRow | undefined, filling = 0) => {
      for (let i = 0; of && i < count; i++) service.log(of, (a + i) % 3 === 0 ? 'error' : 'custom', filling);
    };
    switch (deed) {
      case 'log':
        log(1 + b, run);
        return;
      case 'logBurst':
        log(120 + b, run);
        return;
      case 'logEverywhere':
        for (let i = 0; i < 60 + b; i++) log(1, this.#run(a + i));
        return;
      case 'logLarge':
        log(5 + b, run, largeRow);
        return;
      case 'logHuge':
        log(1, run, hugeRow);
        return;
      case 'start':
        if (mission) service.addRun(mission.id, b % 2 ? 'pending' : 'running');
        return;
      case 'startMany':
        for (let i = 0; mission && i < 25 + b; i++) service.addRun(mission.id);
        return;
      case 'endOne':
        if (run && !isEnded(run.status)) service.setStatus(run, b % 2 ? 'failed' : 'succeeded');
        return;
      case 'endMany':
        for (const one of service.runs)
          if (!isEnded(one.status)) service.setStatus(one, b % 2 ? 'failed' : 'succeeded');
        return;
      case 'goOn':
        if (run && isEnded(run.status)) this.#resumed.add(run.id);
        if (run) service.setStatus(run, 'running');
        return;
      case 'pause':
        if (run && !isEnded(run.status)) service.setStatus(run, 'paused');
        return;
      case 'step':
        if (run) run.steps.push({ id: `step_${run.steps.length + 1}`, status: b % 2 ? 'completed' : 'pending' });
        return;
      case 'addMission':
        service.addMission();
        return;
      case 'addMissions':
        for (let i = 0; i < 20 + b; i++) service.addMission(b % 3 === 2 ? largeRow : 0);
        return;
      case 'addHugeMission':
        service.addMission(hugeRow);
        return;
      case 'addHugeRun':
        if (mission) service.addRun(mission.id, 'running', hugeRow);
        return;
      case 'deleteMission':
        if (mission) service.deleteMission(mission.id);
        return;
      case 'rename':
        if (mission) mission.name = `Renamed ${b}`;
        return;
      case 'prune':
        if (run) service.prune(run);
    }
  }

  async #judge(): Promise<void> {
    this.#trouble = undefined;
    this.#lagging = false;
    this.#isFocused = true;
    this.#poller.setFocused(true);
    this.#note('all is quiet');
    this.#answered.clear();
    await this.clock.pass(() => this.#hasRecovered(), longestPause);
    const opened = [...this.#open.values()];
    const seen = {
      service: this.#service,
      store: this.#store,
      opened,
      timelines: this.#timelines,
      resumed: this.#resumed,
    };
    // It has so long to become right, and stays it.
    const isRight = () => [...liveFaults(seen)].length === 0;
    await this.#rest(leastQuiet);
    for (let left = this.#quietTime() - leastQuiet - counted; left > 0 && !isRight(); left -= leastQuiet)
      await this.#rest(leastQuiet);
    const before = this.#requests;
    const asked = this.#acting * requestsAnAct;
    await this.#rest(counted);
    this.#countRequests(this.#requests - before - asked, counted);
    for (const fault of liveFaults(seen)) this.#faults.add(fault);
    await this.#readAll();
    for (const fault of wholeFaults(seen)) this.#faults.add(fault);
    if (!(await this.clock.pass(() => this.#acting === 0, longestAct)))
      this.#faults.add('what was asked for never ends');
    for (const { close } of opened) close();
    await this.#rest(5000);
    const closedAt = this.#requests;
    await this.#rest(200_000);
    if (this.#requests > closedAt) this.#faults.add('it asks though nobody looks');
    this.#poller.stop();
  }

  /** Whether all that asks by itself has got an answer since all is quiet: after trouble it waits for a while. */
  #hasRecovered(): boolean {
    const kinds = [...this.#open.values()].map(({ interest: { kind } }) => kind);
    return kinds.every((kind) => kind === 'timeline') || this.#answered.has('/v2/ai/missions/runs');
  }

  #quietTime(): number {
    const kinds = [...this.#open.values()].map(({ interest: { kind } }) => kind).filter((kind) => kind !== 'timeline');
    const { manners, delays } = this.schedule;
    const { missions, runs, events, hasLarge } = this.#service;
    const isSlow = hasLarge || manners.cap < Math.max(missions.length, runs.length, events.length);
    if (kinds.length > 0 && kinds.every((kind) => kind === 'background'))
      return (isSlow ? 2 + runs.length / manners.cap : 1) * backgroundQuiet;
    // Where the last page is looked at, and pages are small, it may have half as many.
    const near = manners.order === 'oldest' && manners.cap < 1000 ? newestRuns / 2 : newestRuns;
    const far = manners.order === 'unordered' ? runs : runs.slice(0, -near);
    const isFar = runs.length > near && far.some(({ id }) => this.#resumed.has(id));
    const delay = delays.reduce((sum, each) => sum + each, 0) / Math.max(1, delays.length);
    // Where pages are small, runs that have ended together may be asked for one by one.
    const oneByOne = manners.cap < runs.length ? (runs.length / maxRequestsPerTask) * (paces.active + delay) : 0;
    const time = isSlow ? longQuiet + answersInLongQuiet * delay + oneByOne : quiet + answersInQuiet * delay;
    return time + (isFar ? untilFound : 0);
  }

  /** Lets so much time pass. */
  async #rest(ms: number): Promise<void> {
    let isOver = false;
    this.clock.after(ms, () => (isOver = true));
    await this.clock.pass(() => isOver, ms);
  }

  /** Refreshes, and loads more of everything that is shown until there is no more. */
  async #readAll(): Promise<void> {
    this.#note('refresh, and load all that there is');
    let isRead = false;
    void (async () => {
      await this.#poller.refresh();
      for (const { interest } of this.#open.values()) {
        const list = listOf(interest);
        // What a server never sends stays to be asked for: nothing tells that there is none.
        const turns = this.schedule.manners.ignoresNumber ? 3 : 80;
        for (let turn = 0; list && turn < turns && this.#hasMore(list); turn++) {
          await this.#poller.loadMore(list);
          // Who gets nothing new presses again in a moment.
          if (turns > 3) await this.clock.wait(pressAgain);
        }
        if (list && turns > 3 && this.#hasMore(list)) this.#faults.add(`${list.kind}: there is always more`);
      }
      isRead = true;
    })();
    const before = this.#requests;
    const since = this.clock.now();
    if (!(await this.clock.pass(() => isRead, 600_000))) this.#faults.add('what is there cannot be read');
    const rows = this.#service.missions.length + this.#service.runs.length * 2 + this.#service.events.length;
    // What is open is followed meanwhile.
    const ticks = (this.clock.now() - since) / paces.timeline;
    // A page has ten rows at least; rows that are too large cost a search each.
    if (this.#requests - before > 60 + rows + ticks * 4 * this.#open.size)
      this.#faults.add('reading all of it takes too many requests');
  }

  /** Whether more can be asked for: what has failed, because its mission is gone say, tells of that. */
  #hasMore(list: List): boolean {
    const known = this.#listed(list);
    return known.kind === 'loaded' && known.value.more === true;
  }

  #listed(list: List): Loadable<{ readonly more?: boolean }> {
    switch (list.kind) {
      case 'missions':
        return this.#store.missionList();
      case 'runs':
        return this.#store.runList(list.missionId);
      case 'recentRuns':
        return this.#store.recentRuns(scopeOf(list.statuses));
      case 'activity':
        return this.#store.activity();
    }
  }

  #countRequests(requests: number, ms: number): void {
    const timelines = [...this.#open.values()].filter(({ interest }) => interest.kind === 'timeline').length;
    const sidebar = this.#open.size > timelines ? 1 : 0;
    const most = sidebar * (ms / paces.active + 1) * 3 + timelines * (ms / paces.timeline + 1) * 4;
    const { cap, ignoresNumber, countsTo } = this.schedule.manners;
    const odd = cap < 1000 || ignoresNumber || countsTo < Infinity;
    // Rows that are too large cost a search each, and pages are small where rows are large.
    const factor = this.#service.hasLarge ? 6 : odd ? 4 : 1;
    if (requests > most * factor) this.#faults.add('it asks too often');
  }
}

const withoutIds = (text: string) => text.replace(/[0-9a-f-]{36}/g, '…');

function listOf(interest: Interest): List | undefined {
  switch (interest.kind) {
    case 'missions':
    case 'runs':
    case 'recentRuns':
      return interest;
    case 'activity':
      return { kind: 'activity', type: interest.type };
    default:
      return undefined;
  }
}

/** What the client uses of a response: a real one takes ten times as long to make and to read. */
function answered({ status, body }: Answer, headers: Readonly<Record<string, string>> = {}): Response {
  let isRead = false;
  const stream = {
    cancel: () => Promise.resolve(),
    getReader: () => ({
      cancel: () => Promise.resolve(),
      read: () => {
        const read = isRead ? { done: true } : { done: false, value: body };
        isRead = true;
        return Promise.resolve(read);
      },
    }),
  };
  return { status, ok: status < 400, headers: new Headers(headers), body: stream } as unknown as Response;
}

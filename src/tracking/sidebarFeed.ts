import { ApiError } from '../api/apiError';
import type { Client } from '../api/client';
import type { Page } from '../api/call';
import type { Mission } from '../model/mission';
import { isActive, type Run } from '../model/run';
import { createAttempt } from './attempt';
import type { TickResult } from './lane';
import { createNewestFirst, type NewestFirst } from './newestFirst';
import { orderOf, type ListOrder } from './listOrder';
import type { Interest } from './poller';
import { valueOf, type Subject } from './facts';
import type { Store } from './store';
import { readPlanOf } from './timelineFeed';

const missionPageSize = 100;
const runPageSize = 20;
/** How many of the newest runs of all missions a tick reads at least. */
const recentRuns = 20;
const largestPage = 1000;
/** How often missions are read again (ms): they change rarely. */
const missionAge = 60_000;

export type SidebarInterest = Exclude<Interest, { readonly kind: 'timeline' }>;

/**
 * What the sidebar shows, for at most two requests a tick however much that is: the newest runs of all missions, and
 * by turns one of the active runs beyond them, a plan that is laid open, or a page of the missions.
 */
export interface SidebarFeed {
  watch(interest: SidebarInterest): () => void;
  isWatched(): boolean;
  tick(signal: AbortSignal, byHand: boolean): Promise<TickResult>;
  loadMore(list: { readonly kind: 'missions' } | { readonly kind: 'runs'; readonly missionId: string }): Promise<void>;
  /** A feed with the same watchers that has asked nothing yet. */
  anew(): SidebarFeed;
}

type Watched = Map<string, { readonly interest: SidebarInterest; watchers: number }>;

function interestKey(interest: SidebarInterest): string {
  switch (interest.kind) {
    case 'missions':
      return 'missions';
    case 'mission':
    case 'runs':
      return `${interest.kind} ${interest.missionId}`;
    case 'plan':
      return `plan ${interest.runId}`;
  }
}

export function createSidebarFeed(parts: { readonly client: Client; readonly store: Store }): SidebarFeed {
  return feedOf(parts, new Map());
}

function feedOf(parts: { readonly client: Client; readonly store: Store }, watched: Watched): SidebarFeed {
  const { client, store } = parts;
  const epoch = store.epoch;
  let missionPages = 1;
  let missionsReadAt = 0;
  /** A pass through the missions' pages that is under way: one page a tick. */
  let pass: { readonly missions: Map<string, Mission>; next: number; readonly asked: number } | undefined;
  const missionReadAt = new Map<string, number>();
  const runPagers = new Map<string, NewestFirst<Run>>();
  let recentOrder: ListOrder | undefined;
  let recentTotal = 0;
  let recentSize = recentRuns;
  let turn = 0;
  /** An active run that was not where its status said: it is asked for by itself in the next tick. */
  let strayed: Run | undefined;

  const current = (signal?: AbortSignal) => !signal?.aborted && store.epoch === epoch;
  const attemptOf = createAttempt(store);
  const attempt = (subject: Subject, signal: AbortSignal | undefined, ask: () => Promise<void>) =>
    attemptOf(subject, () => current(signal), ask);

  /** One page of the missions; the list is put when the last of the wanted pages is in. */
  function readMissionPage(signal?: AbortSignal): Promise<boolean> {
    return attempt({ kind: 'missionList' }, signal, async () => {
      const under = (pass ??= { missions: new Map(), next: 1, asked: store.ask() });
      const page = await client.listMissions({ number: under.next, size: missionPageSize }, { signal });
      if (!current(signal)) return;
      for (const mission of page.rows) under.missions.set(mission.missionId, mission);
      if (under.next < Math.min(missionPages, page.totalPages)) {
        under.next++;
        return;
      }
      pass = undefined;
      missionsReadAt = Date.now();
      store.put([
        { kind: 'missionList', missions: [...under.missions.values()], total: page.total, asked: under.asked },
      ]);
    });
  }

  async function readAllMissionPages(signal?: AbortSignal): Promise<boolean> {
    pass = undefined;
    const under = () => pass !== undefined && current(signal);
    do if (!(await readMissionPage(signal))) return false;
    while (under());
    return true;
  }

  function readMission(missionId: string, signal: AbortSignal): Promise<boolean> {
    return attempt({ kind: 'missionList' }, signal, async () => {
      const asked = store.ask();
      missionReadAt.set(missionId, Date.now());
      const mission = await client.getMission(missionId, { signal });
      if (current(signal)) store.put([{ kind: 'mission', mission, asked }]);
    });
  }

  /** The next older runs of a mission; its newest ones at first, and again where `newest` asks for them. */
  function readRunList(missionId: string, signal?: AbortSignal, newest = false): Promise<boolean> {
    return attempt({ kind: 'runList', missionId }, signal, async () => {
      const asked = store.ask();
      const held = runPagers.get(missionId);
      const list = store.runList(missionId);
      const pager =
        (newest ? undefined : held) ??
        createNewestFirst({
          read: (number, size) => client.listRuns(missionId, {}, { number, size }, { signal }),
          size: runPageSize,
          time: (run) => run.startedAt,
        });
      const { rows, more } = await pager.next();
      if (!current(signal)) return;
      const goesOn = newest && held && list.kind === 'known';
      if (!goesOn) runPagers.set(missionId, pager);
      store.put([{ kind: 'runList', missionId, runs: rows, more: goesOn ? list.value.more : more, asked }]);
    });
  }

  function readPlan(missionId: string, runId: string, signal?: AbortSignal): Promise<boolean> {
    return attempt({ kind: 'plan', runId }, signal, async () => {
      const asked = store.ask();
      const steps = await readPlanOf(client, missionId, runId, signal);
      if (current(signal)) store.put([{ kind: 'plan', runId, steps, asked }]);
    });
  }

  /** The newest end of all runs, deep enough to take in the active ones where they stand among the newest. */
  async function readRecentRuns(signal: AbortSignal): Promise<{ worked: boolean; seen: ReadonlySet<string> }> {
    const seen = new Set<string>();
    const worked = await attempt({ kind: 'missionList' }, signal, async () => {
      const asked = store.ask();
      const fromEnd = recentOrder === 'oldest' && recentTotal > recentSize;
      // Pages of equal length, so that the last one is no stub.
      const size = fromEnd ? Math.ceil(recentTotal / Math.floor(recentTotal / recentSize)) : recentSize;
      const number = fromEnd ? Math.ceil(recentTotal / size) : 1;
      const page: Page<Run> = await client.listRecentRuns({}, { number, size }, { signal });
      if (!current(signal)) return;
      recentTotal = page.total;
      recentOrder = orderOf(page.rows.map((run) => run.startedAt)) ?? recentOrder;
      let depth = 0;
      page.rows.forEach((run, place) => {
        seen.add(run.runId);
        if (isActive(run)) depth = Math.max(depth, fromEnd ? page.rows.length - place : place + 1);
      });
      recentSize = Math.min(largestPage, Math.max(recentRuns, depth + recentRuns / 2));
      store.put([{ kind: 'runs', runs: page.rows, asked }]);
    });
    return { worked, seen };
  }

  type Task = (signal: AbortSignal) => Promise<boolean>;

  /** What is due besides the newest runs. One of them has its turn in each tick. */
  function dueTasks(seen: ReadonlySet<string>): Task[] {
    if (strayed) {
      const run = strayed;
      strayed = undefined;
      return [(signal) => readRun(run, signal)];
    }
    const tasks: Task[] = [];
    const unseen = showsRuns() ? [...store.activeRuns()].filter((runId) => !seen.has(runId)) : [];
    const statuses = new Set<string>();
    for (const runId of unseen) {
      const run = store.run(runId);
      if (run.kind === 'known') statuses.add(run.value.status);
    }
    for (const status of statuses) tasks.push((signal) => readActiveRuns(status, signal));
    for (const { interest } of watched.values()) {
      const { kind } = interest;
      if (kind === 'plan' && planIsDue(interest.runId))
        tasks.push((signal) => readPlan(interest.missionId, interest.runId, signal));
      else if (kind === 'mission' && Date.now() - (missionReadAt.get(interest.missionId) ?? 0) >= missionAge)
        tasks.push((signal) => readMission(interest.missionId, signal));
    }
    if (watched.has('missions') && (pass || Date.now() - missionsReadAt >= missionAge))
      tasks.push((signal) => readMissionPage(signal));
    return tasks;
  }

  /** Active runs that stand too far back among the newest. One that has left its status is noted for the next tick. */
  function readActiveRuns(status: string, signal: AbortSignal): Promise<boolean> {
    return attempt({ kind: 'missionList' }, signal, async () => {
      const asked = store.ask();
      const page = await client.listRecentRuns({ status }, { number: 1, size: largestPage }, { signal });
      if (!current(signal)) return;
      store.put([{ kind: 'runs', runs: page.rows, asked }]);
      if (page.totalPages > 1) return;
      const still = new Set(page.rows.map((run) => run.runId));
      const left = [...store.activeRuns()].find((runId) => {
        const run = store.run(runId);
        return run.kind === 'known' && run.value.status === status && !still.has(runId);
      });
      strayed = left === undefined ? undefined : valueOf(store.run(left));
    });
  }

  function readRun({ missionId, runId }: Run, signal: AbortSignal): Promise<boolean> {
    return attempt({ kind: 'run', runId }, signal, async () => {
      const asked = store.ask();
      try {
        const run = await client.getRun(missionId, runId, { signal });
        if (current(signal)) store.put([{ kind: 'runs', runs: [run], asked }]);
      } catch (error) {
        if (!(error instanceof ApiError) || error.kind !== 'notFound') throw error;
        if (current(signal)) store.put([{ kind: 'runGone', runId }]);
      }
    });
  }

  /** A plan may have changed while its run is active, and once more when the run has changed since it was read. */
  function planIsDue(runId: string): boolean {
    const run = store.run(runId);
    if (run.kind !== 'known') return false;
    return isActive(run.value) || store.askedOf({ kind: 'plan', runId }) < store.runChangedAt(runId);
  }

  /** What was laid open and is not known yet. These are asked for at once and are no part of a tick's two. */
  function firstLoads(byHand: boolean): Task[] {
    const tasks: Task[] = [];
    const unknown = (subject: { readonly kind: string }) => byHand || subject.kind !== 'known';
    for (const { interest } of watched.values()) {
      switch (interest.kind) {
        case 'missions':
          if (unknown(store.missionList())) tasks.push(readAllMissionPages);
          break;
        case 'mission':
          if (byHand) tasks.push((signal) => readMission(interest.missionId, signal));
          break;
        case 'runs':
          if (unknown(store.runList(interest.missionId))) {
            tasks.push((signal) => readRunList(interest.missionId, signal, true));
          }
          break;
        case 'plan':
          if (unknown(store.plan(interest.runId)))
            tasks.push((signal) => readPlan(interest.missionId, interest.runId, signal));
          break;
      }
    }
    return tasks;
  }

  const showsRuns = () => [...watched.values()].some(({ interest }) => interest.kind !== 'mission');

  function pace(): 'active' | 'idle' {
    return showsRuns() && store.activeRuns().size > 0 ? 'active' : 'idle';
  }

  return {
    watch(interest) {
      const key = interestKey(interest);
      const held = watched.get(key) ?? { interest, watchers: 0 };
      held.watchers++;
      watched.set(key, held);
      return () => {
        if (--held.watchers === 0) watched.delete(key);
      };
    },
    isWatched: () => watched.size > 0,
    async tick(signal, byHand) {
      const loads = firstLoads(byHand);
      const loaded = await Promise.all(loads.map((load) => load(signal)));
      const failedLoad = loaded.includes(false);
      if (failedLoad) return { pace: pace(), failed: true };
      const { worked, seen } = showsRuns() ? await readRecentRuns(signal) : { worked: true, seen: new Set<string>() };
      if (!worked) return { pace: pace(), failed: true };
      const tasks = dueTasks(seen);
      const task = tasks[turn++ % Math.max(1, tasks.length)];
      const second = task ? await task(signal) : true;
      return { pace: pace(), failed: !second };
    },
    async loadMore(list) {
      if (list.kind === 'runs') {
        await readRunList(list.missionId);
        return;
      }
      missionPages++;
      await readAllMissionPages();
    },
    anew: () => feedOf(parts, watched),
  };
}

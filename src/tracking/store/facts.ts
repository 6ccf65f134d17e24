import type { ApiError } from '../../api/apiError';
import type { EventColumns } from '../../model/eventColumns';
import type { LinkedAgent } from '../../model/agent';
import type { RunEvent } from '../../model/event';
import type { Mission } from '../../model/mission';
import type { Step } from '../../model/plan';
import type { Resource, ResourceKind } from '../../model/resource';
import type { Run } from '../../model/run';

/** What is held of something that is asked for over the wire. Times are epoch ms. */
export type Loadable<T> =
  | { readonly kind: 'notLoaded' }
  | { readonly kind: 'loaded'; readonly value: T; readonly at: number }
  /** The last attempt failed; `last` is what was right before. */
  | { readonly kind: 'failed'; readonly error: ApiError; readonly last?: { readonly value: T; readonly at: number } };

/** What is or was right, whether or not the last attempt failed. */
export function valueOf<T>(known: Loadable<T>): T | undefined {
  return known.kind === 'loaded' ? known.value : known.kind === 'failed' ? known.last?.value : undefined;
}

/** Whether the service has said that there is no such thing any more. */
export function isGone(known: Loadable<unknown>): boolean {
  return known.kind === 'failed' && known.error.kind === 'notFound';
}

/** What can be right, old or failed by itself. */
export type Subject =
  | { readonly kind: 'missionList' }
  | { readonly kind: 'runList'; readonly missionId: string }
  | { readonly kind: 'run'; readonly runId: string }
  | { readonly kind: 'plan'; readonly runId: string }
  | { readonly kind: 'events'; readonly runId: string }
  | { readonly kind: 'agents'; readonly runId: string }
  /** What the newest events of the run ask. */
  | { readonly kind: 'questions'; readonly runId: string }
  /** Runs of all missions, those in the statuses of the scope. */
  | { readonly kind: 'recentRuns'; readonly scope: string }
  /** What was logged in all runs. */
  | { readonly kind: 'activity' }
  | ({ readonly kind: 'resources' } & ResourceList);

/** The tools, the knowledge bases or the MCP servers of one mission. */
export type ResourceList = { readonly missionId: string; readonly of: ResourceKind };

/** Names a list of resources among those that a change is about. */
export function resourceListKey({ missionId, of }: ResourceList): string {
  return `${of} ${missionId}`;
}

/** Names a choice of run statuses; none chosen are all. */
export function scopeOf(statuses: readonly string[]): string {
  return [...new Set(statuses)].sort().join(' ');
}

/**
 * Something that has been learned. `requestSeq` is the number (from `store.nextRequestSeq()`) that was drawn before asking: an answer
 * with an earlier number than the one held is dropped, in whatever order the answers come.
 */
export type StoreUpdate =
  /** The missions that are shown: all of the list's pages that were asked for, in the server's order. */
  | {
      readonly kind: 'missionList';
      readonly missions: readonly Mission[];
      readonly total: number;
      readonly requestSeq: number;
      readonly extent?: ListExtent;
    }
  /** One mission; `created` puts it on the list as well. */
  | { readonly kind: 'mission'; readonly mission: Mission; readonly created?: true; readonly requestSeq: number }
  /** There is no such mission any more: what was asked of it and of its runs before this is void. */
  | { readonly kind: 'missionGone'; readonly missionId: string }
  /** Some of a mission's runs; `more` says whether older ones can be loaded. */
  | {
      readonly kind: 'runList';
      readonly missionId: string;
      readonly runs: readonly Run[];
      readonly more: boolean;
      readonly requestSeq: number;
      readonly tooLarge?: readonly number[];
    }
  /** Runs of any mission, from wherever; `own` where they are the answer to an act of the person in this window. */
  | {
      readonly kind: 'runs';
      readonly runs: readonly Run[];
      readonly requestSeq: number;
      readonly own?: true;
      /** They are the newest of all missions, as they are now; all that began at `readSince` (epoch ms) or later are known. */
      readonly newest?: { readonly readSince: number };
    }
  /** All runs in the statuses of the scope that began at `since` (epoch ms) or later are known now. */
  | {
      readonly kind: 'recentRuns';
      readonly scope: string;
      readonly runs: readonly Run[];
      readonly since: number;
      readonly more: boolean;
      readonly requestSeq: number;
      readonly tooLarge?: readonly number[];
    }
  | { readonly kind: 'runGone'; readonly runId: string }
  | { readonly kind: 'plan'; readonly runId: string; readonly steps: readonly Step[]; readonly requestSeq: number }
  | {
      readonly kind: 'agents';
      readonly runId: string;
      readonly agents: readonly LinkedAgent[];
      readonly requestSeq: number;
    }
  | { readonly kind: 'events'; readonly runId: string; readonly rows: readonly RunEvent[] }
  /** Events of a run that were read for what they ask and answer, or that a person has answered with. */
  | {
      readonly kind: 'questions';
      readonly runId: string;
      readonly rows: readonly RunEvent[];
      readonly requestSeq: number;
    }
  /** How far reading a run's events has come. Where it is not said, more are to be read as long as not all are here. */
  | ({ readonly kind: 'eventsRead'; readonly runId: string } & Pick<EventLog, 'total' | 'complete'> &
      Partial<Pick<EventLog, 'isReading' | 'tooLarge'>>)
  /** A run that lay still was looked at: `lastEventAt` (epoch ms) is when its newest event happened. */
  | { readonly kind: 'probed'; readonly runId: string; readonly lastEventAt?: number }
  /** Events of all runs; `reset` where what was held does not join on to them. `more`: older ones can be loaded. */
  | {
      readonly kind: 'activity';
      readonly type: string | undefined;
      readonly rows: readonly RunEvent[];
      readonly reset: boolean;
      readonly more: boolean;
    }
  | {
      readonly kind: 'resources';
      readonly list: ResourceList;
      readonly resources: readonly Resource[];
      readonly requestSeq: number;
    }
  /** One by itself, whole: a list may leave something out. */
  | { readonly kind: 'resource'; readonly list: ResourceList; readonly resource: Resource; readonly requestSeq: number }
  | { readonly kind: 'failed'; readonly subject: Subject; readonly error: ApiError }
  | { readonly kind: 'busy'; readonly runId: string; readonly busy: boolean };

/** What one `put` has changed. */
export type Change = {
  readonly missionList: boolean;
  readonly missions: ReadonlySet<string>;
  /** Missions whose list of runs has other members, another end, or another age. */
  readonly runLists: ReadonlySet<string>;
  readonly runs: ReadonlySet<string>;
  readonly plans: ReadonlySet<string>;
  readonly events: ReadonlySet<string>;
  readonly agents: ReadonlySet<string>;
  /** Runs in which something was asked or answered, or that were looked at for it. */
  readonly questions: ReadonlySet<string>;
  /** Runs that an act of the person in this window has changed: a part of `runs`. */
  readonly ownRuns: ReadonlySet<string>;
  /** Runs in which something has happened since it was last known. */
  readonly activityChanged: ReadonlySet<string>;
  /** Runs that lay still and were looked at. */
  readonly probed: ReadonlySet<string>;
  /**
   * How long (ms) the runs had not been asked for when this came: what has changed in them meanwhile may have happened
   * at any time. `Infinity` the first time.
   */
  readonly unknownFor: number;
  /** A list of runs of all missions has other members, another order, or another age. */
  readonly recentRuns: boolean;
  readonly activity: boolean;
  /** Lists of tools, knowledge bases or MCP servers, by their keys (`resourceListKey`). */
  readonly resources: ReadonlySet<string>;
};

/** How far a list has been read. */
export type ListExtent = {
  /** Its end has not been seen. */
  readonly more: boolean;
  /** It has at least so many rows as its total says. */
  readonly atLeast: boolean;
  /** Places (from 0) of rows that are too large an answer each by itself. */
  readonly tooLarge: readonly number[];
};

/** `more`: there are, or may be, others than these. `atLeast`: the total may be larger. */
export type MissionList = {
  readonly missionIds: readonly string[];
  readonly total: number;
  readonly more?: true;
  readonly atLeast?: true;
  /** Places (from 0) in the service's list of missions that are too large to load. */
  readonly tooLarge?: readonly number[];
};
export type RunList = {
  /** Newest first. */
  readonly runIds: readonly string[];
  readonly more: boolean;
  /** Places (from 0) in the service's list of runs that are too large to load. */
  readonly tooLarge?: readonly number[];
};
/** Events of all runs, newest first; of one type where one is chosen. */
export type Activity = {
  readonly type: string | undefined;
  readonly events: readonly RunEvent[];
  readonly more: boolean;
};
export type EventLog = {
  readonly columns: EventColumns;
  /** The run has at least so many events. */
  readonly total: number;
  /** All of them are here: that is proven. */
  readonly complete: boolean;
  /** There are more that can be read, and will be. */
  readonly isReading: boolean;
  /** Events that are too large to be loaded, by their number in the server's list, from 1. */
  readonly tooLarge: readonly number[];
};

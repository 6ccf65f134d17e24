import * as vscode from 'vscode';
import type { Mission } from '../../model/mission';
import { plainLine, shortened, shortLine } from '../../model/plainText';
import type { Run, RunRef } from '../../model/run';
import { valueOf } from '../../tracking/store/facts';
import type { Store } from '../../tracking/store/store';
import { formatDate, formatDay, isKnownTime } from './times';

/** What knows the runs that are named. */
export type NamingStore = Pick<Store, 'run' | 'mission' | 'now' | 'runsOfMinute'>;

/** Where a name is read later than now, it says the day by its date. */
export type NameUse = 'now' | 'later';

const shortLength = 8;
/** A name of several parts keeps them all readable. */
const maxMissionLength = 40;

export function missionName(mission: Pick<Mission, 'name'> | undefined): string {
  const name = shortLine(mission?.name ?? '');
  return name === '' ? vscode.l10n.t('Unnamed mission') : name;
}

/** By ID: what the missions are called where people choose one of them, with a short ID where two have the same name. */
export function missionNames(missions: readonly Mission[]): ReadonlyMap<string, string> {
  const named = missions.map((mission) => [mission.missionId, missionName(mission)] as const);
  const withShort = (id: string, name: string) => `${name} (${shortId(id, [])})`;
  const names = counted(named.map(([, name]) => name));
  const shorts = counted(named.map(([id, name]) => withShort(id, name)));
  return new Map(
    named.map(([id, name]) => {
      if (names.get(name) === 1) return [id, name];
      const short = withShort(id, name);
      return [id, shorts.get(short) === 1 ? short : `${name} (${plainLine(id)})`];
    }),
  );
}

function counted(texts: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return counts;
}

/** What people know a run by, wherever its mission is not said: "Roof repair quotes · Yesterday 6:41 AM". */
export function runName(run: RunRef, store: NamingStore, use: NameUse = 'now'): string {
  const mission = missionName(store.mission(run.missionId));
  const isLike = (other: Run) => missionName(store.mission(other.missionId)) === mission;
  return joinNames(mission, startOf(run, store, use, isLike));
}

/** What people know a run by under its mission: "Yesterday 6:41 AM". */
export function runStart(run: RunRef, store: NamingStore, use: NameUse = 'now'): string {
  return startOf(run, store, use, ({ missionId }) => missionId === run.missionId);
}

/** When a run that is not the account's began: nothing is known that could have the same name. */
export function startName({ startedAt, runId }: Pick<Run, 'startedAt' | 'runId'>, now: number): string {
  return isKnownTime(startedAt) ? formatDate(startedAt, now) : shortId(runId, []);
}

/** The name of a run of the mission that is called `start` within it. */
export function joinNames(mission: string, start: string): string {
  return `${shortened(mission, maxMissionLength)} · ${start}`;
}

/** When it began; with a short ID where a run that `isLike` it began in the same minute. */
function startOf({ runId }: RunRef, store: NamingStore, use: NameUse, isLike: (other: Run) => boolean): string {
  const run = valueOf(store.run(runId));
  if (!run || !isKnownTime(run.startedAt)) return shortId(runId, []);
  const start = use === 'now' ? formatDay(run.startedAt, store.now()) : formatDate(run.startedAt, store.now());
  const alike = store.runsOfMinute(run.startedAt).filter((other) => other.runId !== runId && isLike(other));
  return alike.length === 0 ? start : `${start} (${shortId(runId, alike)})`;
}

/** The first characters of the ID; all of them where those of another one are the same. */
function shortId(id: string, others: readonly Run[]): string {
  const short = id.slice(0, shortLength);
  return plainLine(others.some(({ runId }) => runId.startsWith(short)) ? id : short);
}

import { sameValue } from '../../model/deepEqual';
import type { Mission } from '../../model/mission';
import type { MutableChange } from './change';
import type { StoreUpdate, Loadable, MissionList, Subject } from './facts';
import type { Freshness } from './freshness';

const list: Subject = { kind: 'missionList' };

/** The missions that are known, and the list that shows them. */
export class StoredMissions {
  readonly #freshness: Freshness;
  readonly #missions = new Map<string, Mission>();
  /** By mission: the number of the request that has told of it the last time. */
  readonly #requestSeqs = new Map<string, number>();
  /** By mission that is gone: the request up to which answers about it, and about its runs, are void. */
  readonly #voidUpTo = new Map<string, number>();
  #list: MissionList = { missionIds: [], total: 0 };
  /** Known missions that the list, which seems whole, does not have. */
  #unlisted: readonly string[] = [];

  constructor(freshness: Freshness) {
    this.#freshness = freshness;
  }

  get(missionId: string): Mission | undefined {
    return this.#missions.get(missionId);
  }

  list(): Loadable<MissionList> {
    return this.#freshness.known(list, () => this.#list);
  }

  /** Those of the missions that the list, as far as it is known, does not have. */
  notListedOf(missionIds: readonly string[]): readonly string[] {
    const listed = new Set(this.#list.missionIds);
    return missionIds.filter((missionId) => !listed.has(missionId));
  }

  /** Those of which nothing was heard since the list was read. */
  unlisted(): readonly string[] {
    const seq = this.#freshness.requestSeqOf(list);
    return this.#unlisted.filter((missionId) => this.#missions.has(missionId) && this.requestSeqOf(missionId) < seq);
  }

  requestSeqOf(missionId: string): number {
    return this.#requestSeqs.get(missionId) ?? 0;
  }

  /** Whether it was asked for before its mission was gone. */
  isVoid(missionId: string, requestSeq: number): boolean {
    return requestSeq <= (this.#voidUpTo.get(missionId) ?? -Infinity);
  }

  putList(fact: Extract<StoreUpdate, { kind: 'missionList' }>, change: MutableChange): void {
    const wasFresh = this.#freshness.isFresh(list);
    if (!this.#freshness.acceptIfNewer(list, fact.requestSeq)) return;
    const there = fact.missions.filter(({ missionId }) => !this.isVoid(missionId, fact.requestSeq));
    for (const mission of there) this.put(this.#withKnownTexts(mission), fact.requestSeq, change);
    const total = Math.max(0, fact.total - (fact.missions.length - there.length));
    const { more = there.length < total, atLeast = false, tooLarge = [] } = fact.extent ?? {};
    const now: MissionList = {
      missionIds: there.map(({ missionId }) => missionId),
      total,
      ...(more ? { more } : {}),
      ...(atLeast ? { atLeast } : {}),
      ...(tooLarge.length > 0 ? { tooLarge } : {}),
    };
    change.missionList ||= !wasFresh || !sameValue(this.#list, now);
    this.#list = now;
    const listed = new Set(now.missionIds);
    this.#unlisted = more ? [] : [...this.#missions.keys()].filter((missionId) => !listed.has(missionId));
  }

  put(mission: Mission, requestSeq: number, change: MutableChange): void {
    const { missionId } = mission;
    if (this.isVoid(missionId, requestSeq) || requestSeq < this.requestSeqOf(missionId)) return;
    this.#requestSeqs.set(missionId, requestSeq);
    if (sameValue(this.#missions.get(missionId), mission)) return;
    this.#missions.set(missionId, mission);
    change.missions.add(missionId);
  }

  /** It has just been created: it is the first of the list. */
  addToList(missionId: string, change: MutableChange): void {
    const { missionIds, total } = this.#list;
    if (missionIds.includes(missionId)) return;
    this.#list = { ...this.#list, missionIds: [missionId, ...missionIds], total: total + 1 };
    change.missionList = true;
  }

  /** It is gone: answers up to `requestSeq` are void. */
  lose(missionId: string, requestSeq: number, change: MutableChange): void {
    this.#voidUpTo.set(missionId, requestSeq);
    this.#missions.delete(missionId);
    change.missions.add(missionId);
    const { missionIds, total } = this.#list;
    if (!missionIds.includes(missionId)) return;
    this.#list = {
      ...this.#list,
      missionIds: missionIds.filter((other) => other !== missionId),
      total: Math.max(0, total - 1),
    };
    change.missionList = true;
  }

  clear(): void {
    this.#missions.clear();
    for (const map of [this.#requestSeqs, this.#voidUpTo]) map.clear();
    this.#list = { missionIds: [], total: 0 };
    this.#unlisted = [];
  }

  /** A list may leave out what is long. What was read of the same state before is kept. */
  #withKnownTexts(mission: Mission): Mission {
    const known = this.#missions.get(mission.missionId);
    return known?.updatedAt === mission.updatedAt ? { ...known, ...mission } : mission;
  }
}

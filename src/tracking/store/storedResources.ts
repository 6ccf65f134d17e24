import { sameValue } from '../../model/deepEqual';
import type { Resource } from '../../model/resource';
import type { MutableChange } from './change';
import { resourceListKey, type StoreUpdate, type Loadable, type ResourceList, type Subject } from './facts';
import type { Freshness } from './freshness';

const subjectOf = (list: ResourceList): Subject => ({ kind: 'resources', missionId: list.missionId, of: list.of });

/** The tools, knowledge bases and MCP servers of missions: their lists, and single ones as they were read last. */
export class StoredResources {
  readonly #freshness: Freshness;
  readonly #lists = new Map<string, readonly Resource[]>();
  /** By list, then by id: single ones, and the requests that they came with. */
  readonly #whole = new Map<string, Map<string, { readonly resource: Resource; readonly requestSeq: number }>>();

  constructor(freshness: Freshness) {
    this.#freshness = freshness;
  }

  list(list: ResourceList): Loadable<readonly Resource[]> {
    return this.#freshness.known(subjectOf(list), () => this.#lists.get(resourceListKey(list)) ?? []);
  }

  whole(list: ResourceList, resourceId: string): Resource | undefined {
    return this.#whole.get(resourceListKey(list))?.get(resourceId)?.resource;
  }

  /** The lists of which something is known. */
  keys(): readonly string[] {
    return [...this.#lists.keys(), ...this.#whole.keys()];
  }

  put({ list, resources, requestSeq }: Extract<StoreUpdate, { kind: 'resources' }>, change: MutableChange): void {
    const key = resourceListKey(list);
    const wasFresh = this.#freshness.isFresh(subjectOf(list));
    if (!this.#freshness.acceptIfNewer(subjectOf(list), requestSeq)) return;
    if (!wasFresh || !sameValue(this.#lists.get(key), resources)) change.resources.add(key);
    this.#lists.set(key, resources);
  }

  putWhole({ list, resource, requestSeq }: Extract<StoreUpdate, { kind: 'resource' }>, change: MutableChange): void {
    const key = resourceListKey(list);
    const known = this.#whole.get(key) ?? new Map<string, { resource: Resource; requestSeq: number }>();
    const before = known.get(resource.resourceId);
    if (before && before.requestSeq > requestSeq) return;
    known.set(resource.resourceId, { resource, requestSeq });
    this.#whole.set(key, known);
    if (!sameValue(before?.resource.body, resource.body)) change.resources.add(key);
  }

  clear(): void {
    this.#lists.clear();
    this.#whole.clear();
  }
}

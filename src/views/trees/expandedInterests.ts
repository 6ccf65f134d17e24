import type { Interest } from '../../tracking/feeds/interest';
import { createWatching } from '../../tracking/polling/watchSet';
import type { Poller } from '../../tracking/polling/poller';
import type { Resources } from '../../tracking/resources';
import { resourceListKey, type ResourceList } from '../../tracking/store/facts';
import { resourceKinds } from '../../model/resource';
import type { Handle } from './treeHandles';

/** What is laid open: the poller keeps it up to date, or the memory of what agents may use does. */
export type ExpandedInterest = Interest | ({ readonly kind: 'resources' } & ResourceList);

/** What is laid open in a tree, whether the view is visible or not; watched while it is. */
export class ExpandedInterests {
  readonly #expanded = new Map<string, ExpandedInterest>();
  readonly #watching;
  readonly #always: () => ReadonlyMap<string, Interest>;
  readonly #isVisible: () => boolean;

  /** `always` is watched whenever the view is visible. */
  constructor(parts: {
    readonly poller: Poller;
    readonly resources: Resources;
    readonly always: () => ReadonlyMap<string, Interest>;
    readonly isVisible: () => boolean;
  }) {
    const { poller, resources } = parts;
    this.#always = parts.always;
    this.#isVisible = parts.isVisible;
    this.#watching = createWatching<ExpandedInterest>((wanted) =>
      wanted.kind === 'resources' ? resources.watch(wanted) : poller.watch(wanted),
    );
  }

  has(key: string): boolean {
    return this.#expanded.has(key);
  }

  /** Watches this until the row `key` is closed. */
  add(key: string, interest: ExpandedInterest): void {
    if (this.#expanded.has(key)) return;
    this.#expanded.set(key, interest);
    this.watch();
  }

  setExpanded(handle: Handle, isExpanded: boolean): void {
    const interests = interestsOf(handle);
    if (interests.length === 0) return;
    if (isExpanded) {
      for (const [key, interest] of interests) this.add(key, interest);
      return;
    }
    const closed = new Set(interests.map(([key]) => key));
    for (const [key, interest] of this.#expanded) {
      const below = handle.kind === 'mission' && 'missionId' in interest && interest.missionId === handle.missionId;
      if (closed.has(key) || below) this.#expanded.delete(key);
    }
    this.watch();
  }

  /** Watches what is laid open while the view is visible, and nothing else. */
  watch(): void {
    this.#watching.set(this.#isVisible() ? new Map([...this.#always(), ...this.#expanded]) : new Map());
  }

  clear(): void {
    this.#expanded.clear();
    this.#watching.set(new Map());
  }
}

/** What is watched while the row is laid open, by key. */
function interestsOf(handle: Handle): readonly (readonly [key: string, ExpandedInterest])[] {
  switch (handle.kind) {
    case 'mission': {
      const { missionId } = handle;
      return [
        [handle.key, { kind: 'runs', missionId }],
        ...resourceKinds.map(
          (of) => [resourceListKey({ missionId, of }), { kind: 'resources', missionId, of }] as const,
        ),
      ];
    }
    case 'run': {
      const { missionId, runId } = handle;
      return [
        [handle.key, { kind: 'plan', missionId, runId }],
        [`agents ${runId}`, { kind: 'agents', missionId, runId }],
      ];
    }
    default:
      return [];
  }
}

import { scopeOf } from '../store/facts';
import { interestKey, type SidebarInterest } from './interest';

/** What is looked at in the sidebar, each as long as one of those that watch it does. */
export class WatchedInterests {
  readonly #watched = new Map<string, { readonly interest: SidebarInterest; watchers: number }>();

  get isEmpty(): boolean {
    return this.#watched.size === 0;
  }

  /** Until the returned function is called. */
  watch(interest: SidebarInterest): () => void {
    const key = interestKey(interest);
    const watched = this.#watched.get(key) ?? { interest, watchers: 0 };
    watched.watchers++;
    this.#watched.set(key, watched);
    return () => {
      if (--watched.watchers === 0) this.#watched.delete(key);
    };
  }

  has(kind: 'missions' | 'background'): boolean {
    return this.#watched.has(kind);
  }

  all(): readonly SidebarInterest[] {
    return [...this.#watched.values()].map(({ interest }) => interest);
  }

  /** The choices of run statuses that runs of all missions are shown of. */
  scopes(): readonly string[] {
    return this.all().flatMap((interest) => (interest.kind === 'recentRuns' ? [scopeOf(interest.statuses)] : []));
  }

  /** What is shown of what is logged in all runs, by the one that began to watch last. */
  activity(): Extract<SidebarInterest, { readonly kind: 'activity' }> | undefined {
    const interest = this.all().findLast(({ kind }) => kind === 'activity');
    return interest?.kind === 'activity' ? interest : undefined;
  }

  /** Whether somebody sees any of it. */
  isSeen(): boolean {
    return this.all().some(({ kind }) => kind !== 'background');
  }

  showsRuns(): boolean {
    return this.all().some(({ kind }) => kind !== 'mission' && kind !== 'background');
  }
}

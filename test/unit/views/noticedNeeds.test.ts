import { describe, expect, it } from 'vitest';
import type { Attention } from '../../../src/model/attention';
import { createNoticedNeeds } from '../../../src/views/noticedNeeds';
import type * as vscode from 'vscode';

/** What is kept for the next window. */
function memento(): vscode.Memento {
  const kept = new Map<string, unknown>();
  return {
    keys: () => [...kept.keys()],
    get: <T>(key: string, fallback?: T) => (kept.get(key) ?? fallback) as T,
    update: (key: string, value: unknown) => Promise.resolve(void kept.set(key, value)),
  };
}

function world() {
  const needs = new Map<string, Attention>();
  const listeners = new Set<(runIds: ReadonlySet<string>) => void>();
  const forgotten = new Set<string>();
  return {
    isKnown: (runId: string) => !forgotten.has(runId),
    /** Another account is in use. */
    forget() {
      const runIds = new Set(needs.keys());
      needs.clear();
      for (const runId of runIds) forgotten.add(runId);
      for (const listener of listeners) listener(runIds);
    },
    of: (runId: string) => needs.get(runId),
    asking: () => needs,
    subscribe(listener: (runIds: ReadonlySet<string>) => void) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    set(runId: string, need: Attention | undefined) {
      forgotten.delete(runId);
      if (need) needs.set(runId, need);
      else needs.delete(runId);
      for (const listener of listeners) listener(new Set([runId]));
    },
  };
}

describe('what needs attention', () => {
  const paused = { kind: 'paused' } as const;
  const stuck = (since: number) => ({ kind: 'stuck', since }) as const;

  it('is new until somebody looks, and later needs are new again', () => {
    const runs = world();
    const noticed = createNoticedNeeds(runs, memento(), runs.isKnown);
    const told: boolean[] = [];
    noticed.subscribe(() => told.push(noticed.hasNew()));
    expect(noticed.hasNew()).toBe(false);
    runs.set('a', paused);
    expect(noticed.hasNew()).toBe(true);
    noticed.notice();
    expect(told).toEqual([false]);
    runs.set('b', { kind: 'failed' });
    expect(noticed.hasNew()).toBe(true);
  });

  it('is the same need however long it lasts, and another one where it is of another kind', () => {
    const runs = world();
    const noticed = createNoticedNeeds(runs, memento(), runs.isKnown);
    runs.set('a', stuck(1));
    noticed.notice();
    runs.set('a', stuck(2));
    expect(noticed.hasNew()).toBe(false);
    runs.set('a', paused);
    expect(noticed.hasNew()).toBe(true);
  });

  it('is new again when it recurs', () => {
    const runs = world();
    const noticed = createNoticedNeeds(runs, memento(), runs.isKnown);
    runs.set('a', paused);
    noticed.notice();
    runs.set('a', undefined);
    runs.set('a', paused);
    expect(noticed.hasNew()).toBe(true);
  });

  it('is not new when its account is back', () => {
    const runs = world();
    const noticed = createNoticedNeeds(runs, memento(), runs.isKnown);
    runs.set('a', paused);
    noticed.notice();
    runs.forget();
    runs.set('a', paused);
    expect(noticed.hasNew()).toBe(false);
    runs.set('a', undefined);
    runs.set('a', paused);
    expect(noticed.hasNew()).toBe(true);
  });

  it('is not new in the next window where it was noticed in this one', () => {
    const state = memento();
    const runs = world();
    runs.set('a', paused);
    createNoticedNeeds(runs, state, runs.isKnown).notice();
    const next = world();
    const noticed = createNoticedNeeds(next, state, next.isKnown);
    next.set('a', paused);
    expect(noticed.hasNew()).toBe(false);
  });
});

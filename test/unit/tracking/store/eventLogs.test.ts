import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { RunEvent } from '../../../../src/model/event';
import { defaultTiming } from '../../../../src/model/timing';
import { valueOf } from '../../../../src/tracking/store/facts';
import { createStore } from '../../../../src/tracking/store/store';
import { tracked } from '../tracked';

const events = (runId: string, from: number, count: number): RunEvent[] =>
  Array.from({ length: count }, (_, i) => ({
    eventId: `${runId} ${from + i}`,
    runId,
    type: 'custom',
    summary: 'x'.repeat(200),
    timestamp: from + i,
  }));

/** 100 kB for runs that nobody uses. */
const small = () => createStore(defaultTiming, 100_000);

describe('the events of runs that nobody uses', () => {
  it('are kept up to a limit, those that were used last', () => {
    const store = small();
    for (let run = 0; run < 20; run++) {
      const stop = store.useEvents(`r${run}`);
      store.put([
        { kind: 'events', runId: `r${run}`, rows: events(`r${run}`, 0, 100) },
        { kind: 'eventsRead', runId: `r${run}`, total: 100, complete: true },
      ]);
      stop();
    }
    const held = Array.from({ length: 20 }, (_, run) => store.events(`r${run}`)).map(({ kind }) => kind);
    expect(held.lastIndexOf('notLoaded')).toBe(held.indexOf('loaded') - 1);
    const known = Array.from({ length: 20 }, (_, run) => valueOf(store.events(`r${run}`))).flatMap((log) => log ?? []);
    expect(known.length).toBeGreaterThan(1);
    expect(known.reduce((sum, { columns }) => sum + columns.byteLength, 0)).toBeLessThanOrEqual(100_000);
  });

  it('are forgotten, and never those that somebody uses, in whatever order that happens', () => {
    const acts = fc.record({
      run: fc.integer({ min: 0, max: 5 }),
      act: fc.constantFrom('use', 'stop', 'rows', 'rows', 'clear'),
      count: fc.integer({ min: 1, max: 150 }),
    });
    fc.assert(
      fc.property(fc.array(acts, { maxLength: 60 }), (schedule) => {
        const store = small();
        const users = new Map<string, (() => void)[]>();
        const model = new Map<string, number>();
        for (const { run, act, count } of schedule) {
          const runId = `r${run}`;
          const held = users.get(runId) ?? [];
          users.set(runId, held);
          if (act === 'use') held.push(store.useEvents(runId));
          else if (act === 'stop') held.pop()?.();
          else if (act === 'clear') {
            store.clear();
            model.clear();
          } else {
            const from = valueOf(store.events(runId))?.columns.length ?? 0;
            store.put([{ kind: 'events', runId, rows: events(runId, from, count) }]);
            model.set(runId, from + count);
          }
          let unused = 0;
          for (const [id, rows] of model) {
            const columns = valueOf(store.events(id))?.columns;
            if (users.get(id)?.length) expect(columns?.length).toBe(rows);
            else if (columns) unused += columns.byteLength;
            else model.delete(id);
          }
          // What has just come stays until the next.
          if (act !== 'rows') expect(unused).toBeLessThanOrEqual(100_000);
        }
      }),
      { numRuns: 200 },
    );
  });
});

describe('a timeline whose events were forgotten', () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: Date.parse('2026-11-24T12:00:00Z') });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it.each(['running', 'succeeded'] as const)('reads all of them again when it is opened (%s)', async (status) => {
    const { simulator, store, poller, over } = tracked({ empty: true }, undefined, undefined, {
      maxUnusedEventBytes: 300_000,
    });
    const { world } = simulator;
    const [mission] = world.seedMissions(1);
    const runs = mission ? world.seedRuns(mission, 10, status) : [];
    const missionId = mission?.row.mission_id ?? '';
    for (const run of runs) {
      world.seedEvents(run, 1200);
      const close = poller.watch({ kind: 'timeline', missionId, runId: run.row.run_id });
      await over(10_000);
      expect(valueOf(store.events(run.row.run_id))).toMatchObject({ complete: true, columns: { length: 1200 } });
      close();
    }
    const [first] = runs;
    const runId = first?.row.run_id ?? '';
    expect(store.events(runId).kind).toBe('notLoaded');
    const close = poller.watch({ kind: 'timeline', missionId, runId });
    await over(10);
    expect(valueOf(store.events(runId))).toMatchObject({ complete: true, columns: { length: 1200 } });
    close();
    poller.stop();
  });
});

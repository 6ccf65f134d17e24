import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ApiError } from '../../../../src/api/apiError';
import type { Run } from '../../../../src/model/run';
import { actOnMany, bulkEnd, sumOf, mergeRetried, type BulkEnd } from '../../../../src/tracking/actions/bulkActions';

const error = new ApiError({ kind: 'server', operation: 'cancelRun', status: 500 });
const anEnd = fc.constantFrom<BulkEnd>(
  { kind: 'done' },
  { kind: 'already' },
  { kind: 'refused', error },
  { kind: 'unknown', error },
  { kind: 'failed', error },
);
/** One act: how many turns of the event loop it takes, and how it ends; `undefined` throws. */
const anAct = fc.record({ turns: fc.nat(5), end: fc.option(anEnd, { nil: undefined }) });

async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) await Promise.resolve();
}

describe('an act on many', () => {
  it('tells of each how it ended, never has more under way than allowed, and adds up', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anAct, { maxLength: 40 }), fc.integer({ min: 1, max: 6 }), async (acts, atOnce) => {
        let now = 0;
        let most = 0;
        const begun = new Set<number>();
        const heard: number[] = [];
        const results = await actOnMany(
          acts.map((_, place) => place),
          async (place) => {
            expect(begun.has(place)).toBe(false);
            begun.add(place);
            most = Math.max(most, ++now);
            const { turns: length = 0, end } = acts[place] ?? {};
            await turns(length);
            now--;
            if (!end) throw new Error('a defect');
            return end;
          },
          { atOnce, onEnd: (ended) => heard.push(ended) },
        );
        expect(most).toBeLessThanOrEqual(atOnce);
        expect(results.map(({ item }) => item)).toEqual(acts.map((_, place) => place));
        expect(results.map(({ end }) => end.kind)).toEqual(acts.map(({ end }) => end?.kind ?? 'unknown'));
        expect(heard).toEqual(acts.map((_, place) => place + 1));
        const sum = sumOf(results);
        expect(Object.values(sum).reduce((all, count) => all + count, 0)).toBe(acts.length);
        expect(sum.notTried).toBe(0);
      }),
    );
  });

  it('begins nothing once it is called off, and says of the rest that it was not started', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(anAct, { minLength: 1, maxLength: 40 }),
        fc.nat(40),
        fc.integer({ min: 1, max: 6 }),
        async (acts, after, atOnce) => {
          const stop = new AbortController();
          let begun = 0;
          if (after === 0) stop.abort();
          const results = await actOnMany(
            acts,
            async ({ turns: length, end }) => {
              expect(stop.signal.aborted).toBe(false);
              if (++begun === after) stop.abort();
              await turns(length);
              return end ?? { kind: 'done' };
            },
            { atOnce, signal: stop.signal },
          );
          const sum = sumOf(results);
          expect(results).toHaveLength(acts.length);
          expect(sum.notTried).toBe(acts.length - begun);
          expect(begun).toBe(Math.min(after, acts.length));
        },
      ),
    );
  });

  it('adds up after some were tried again', async () => {
    const results = await actOnMany([1, 2, 3, 4], (item) =>
      Promise.resolve<BulkEnd>(item % 2 === 0 ? { kind: 'done' } : { kind: 'failed', error }),
    );
    const failed = results.filter(({ end }) => end.kind === 'failed').map(({ item }) => item);
    const anew = await actOnMany(failed, () => Promise.resolve<BulkEnd>({ kind: 'done' }));
    expect(sumOf(mergeRetried(results, anew))).toEqual({
      done: 4,
      already: 0,
      refused: 0,
      unknown: 0,
      failed: 0,
      notTried: 0,
    });
  });

  it('tells what may be tried again from what may not', () => {
    const of = (kind: ApiError['kind'], maybeDone = false) => new ApiError({ kind, operation: 'cancelRun', maybeDone });
    const run: Run = { runId: 'r', missionId: 'm', status: 'succeeded', startedAt: 0, updatedAt: 0 };
    const over = ({ status }: Run) => status === 'succeeded';
    expect(bulkEnd({ kind: 'done', value: undefined }).kind).toBe('done');
    expect(bulkEnd({ kind: 'busy' }).kind).toBe('refused');
    expect(bulkEnd({ kind: 'refused', error: of('conflict'), run }, over).kind).toBe('already');
    expect(bulkEnd({ kind: 'refused', error: of('conflict'), run }).kind).toBe('refused');
    expect(bulkEnd({ kind: 'refused', error: of('forbidden') }).kind).toBe('refused');
    expect(bulkEnd({ kind: 'refused', error: of('network') }).kind).toBe('failed');
    expect(bulkEnd({ kind: 'unsure', error: of('server', true) }).kind).toBe('unknown');
  });
});

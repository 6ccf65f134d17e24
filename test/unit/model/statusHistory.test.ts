import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changedTo, runStretches } from '../../../src/model/statusHistory';

const run = { status: 'running', startedAt: 100, updatedAt: 100 };

describe('the status history of a run', () => {
  it('is derived from the status change events and the current status', () => {
    const changes = [
      { at: 110, to: 'running' },
      { at: 200, to: 'paused' },
      { at: 300, to: 'running' },
    ];
    expect(runStretches(run, changes)).toEqual([
      { status: 'pending', from: 100, to: 110 },
      { status: 'running', from: 110, to: 200 },
      { status: 'paused', from: 200, to: 300 },
      { status: 'running', from: 300 },
    ]);
    const over = { ...run, status: 'failed', finishedAt: 400 };
    expect(runStretches(over, changes).slice(-2)).toEqual([
      { status: 'running', from: 300, to: 400 },
      { status: 'failed', from: 400, to: 400 },
    ]);
  });

  it('is the current status where no status change was logged', () => {
    expect(runStretches(run, [])).toEqual([{ status: 'running', from: 100 }]);
    expect(runStretches({ ...run, status: 'paused', updatedAt: 150 }, [{ at: 100, to: 'running' }])).toEqual([
      { status: 'running', from: 100, to: 150 },
      { status: 'paused', from: 150 },
    ]);
    expect(runStretches({ ...run, status: 'succeeded', finishedAt: 90 }, [])).toEqual([
      { status: 'succeeded', from: 100, to: 100 },
    ]);
  });

  it('has no gaps, overlaps, or equal neighbors, whatever the clocks say', () => {
    const words = fc.constantFrom('pending', 'running', 'paused', 'failed', 'odd');
    const changes = fc.array(fc.record({ at: fc.integer({ min: -200, max: 900 }), to: words }), { maxLength: 12 });
    fc.assert(
      fc.property(changes, words, fc.option(fc.nat(800), { nil: undefined }), (logged, status, finishedAt) => {
        const of = { status, startedAt: 100, updatedAt: 300, ...(finishedAt === undefined ? {} : { finishedAt }) };
        const stretches = runStretches(of, logged);
        expect(stretches[0]?.from).toBe(100);
        expect(stretches.at(-1)?.status).toBe(status);
        stretches.slice(1).forEach(({ from, status: next }, i) => {
          expect(stretches[i]?.to).toBe(from);
          expect(from).toBeGreaterThanOrEqual(Number(stretches[i]?.from));
          expect(next).not.toBe(stretches[i]?.status);
        });
      }),
    );
  });

  it('is read from undocumented payloads too', () => {
    expect(changedTo({ to: 'paused' })).toBe('paused');
    expect(changedTo({ new_status: 'running' })).toBe('running');
    expect(changedTo({ status: 'failed', to: 'x' })).toBe('failed');
    for (const junk of [null, 3, 'paused', {}, { to: 7 }, { status: '' }]) expect(changedTo(junk)).toBeUndefined();
  });
});

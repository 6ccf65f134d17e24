import { describe, expect, it } from 'vitest';
import { createBulkRecord } from '../../../src/commands/shared/bulkRecord';

/** What a window finds after a reload. */
function memory() {
  const held = new Map<string, unknown>();
  return {
    held,
    keys: () => [...held.keys()],
    get: (key: string): undefined => held.get(key) as undefined,
    update: (key: string, value: unknown) => Promise.resolve(void held.set(key, structuredClone(value))),
  };
}

describe('what a reload cuts short', () => {
  it('is told of each of two that were under way at the same time', async () => {
    const state = memory();
    const bulks = createBulkRecord(state);
    const deleting = bulks.begin('Deleting missions', ['Owl', 'Fox']);
    deleting.note(0, 'unknown');
    const pausing = bulks.begin('Pausing runs', ['First', 'Second']);
    deleting.note(0, 'done');
    pausing.note(1, 'unknown');
    const afterReload = createBulkRecord(state);
    expect(await afterReload.takeInterrupted()).toMatchObject([
      { title: 'Deleting missions', items: [{ state: 'done' }, { state: 'notTried' }] },
      { title: 'Pausing runs', items: [{ state: 'notTried' }, { state: 'unknown' }] },
    ]);
    expect(await createBulkRecord(state).takeInterrupted()).toEqual([]);
  });

  it('is not told of one that has come to its end, whatever is still under way', async () => {
    const state = memory();
    const bulks = createBulkRecord(state);
    const deleting = bulks.begin('Deleting missions', ['Owl']);
    const pausing = bulks.begin('Pausing runs', ['First']);
    await deleting.end();
    deleting.note(0, 'failed');
    expect(await createBulkRecord(state).takeInterrupted()).toMatchObject([{ title: 'Pausing runs' }]);
    await pausing.end();
    expect(await createBulkRecord(state).takeInterrupted()).toEqual([]);
  });

  it('is written together where more is noted while the state is being written, and whole at the end', async () => {
    const state = memory();
    let writes = 0;
    const slow = async (key: string, value: unknown) => {
      writes++;
      await new Promise((resolve) => setTimeout(resolve));
      await state.update(key, value);
    };
    const count = 100;
    const names = Array.from({ length: count }, (_, place) => String(place));
    const bulk = createBulkRecord({ ...state, update: slow }).begin('Pausing runs', names);
    for (const place of names.keys()) bulk.note(place, 'done');
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(writes).toBe(2);
    const items = names.map((name) => ({ name, state: 'done' }));
    expect(await createBulkRecord(state).takeInterrupted()).toEqual([{ title: 'Pausing runs', items }]);
    await bulk.end();
    expect(await createBulkRecord(state).takeInterrupted()).toEqual([]);
  });

  it('is nothing where what was kept is broken', async () => {
    const state = memory();
    state.held.set('bulk', [{ title: 1 }, null, { title: 'Pausing runs', items: [{ name: 'First' }, 'x'] }]);
    expect(await createBulkRecord(state).takeInterrupted()).toEqual([{ title: 'Pausing runs', items: [] }]);
  });
});

import { describe, expect, it } from 'vitest';
import { resourceListKey, valueOf } from '../../../src/tracking/store/facts';
import { whenKnown } from '../../../src/tracking/store/whenKnown';
import { createResources } from '../../../src/tracking/resources';
import { missionId, runId, tracked } from './tracked';

const list = { missionId, of: 'tool' } as const;

function remembered() {
  const world = tracked();
  const resources = createResources(world);
  const acts = resources.begin();
  const asked = () => {
    const operations = world.simulator.requests.map(({ operation }) => operation);
    world.simulator.forget();
    return operations;
  };
  const names = () => (valueOf(world.store.resources(list)) ?? []).map(({ body }) => body.name);
  return { ...world, resources, acts, asked, names };
}

describe('the memory of what missions’ agents may use', () => {
  it('asks for a list when it is watched, not again while it is fresh, and again at a refresh', async () => {
    const { resources, asked, store } = remembered();
    const stop = resources.watch(list);
    expect(await whenKnown(store, () => store.resources(list))).toMatchObject({ kind: 'loaded', value: [] });
    resources.watch(list)();
    expect(asked()).toEqual(['listTools']);
    await resources.refresh();
    expect(asked()).toEqual(['listTools']);
    stop();
    await resources.refresh();
    expect(asked()).toEqual([]);
  });

  it('has the list right after each act', async () => {
    const { acts, names } = remembered();
    const made = await acts.create(list, { name: 'one' });
    expect(names()).toEqual(['one']);
    if (made.kind !== 'done' || !made.value) throw new Error('Nothing was created');
    const { resourceId } = made.value;
    const replaced = await acts.save(list, resourceId, () => ({ kind: 'write', change: { name: 'two' } }));
    expect(replaced).toMatchObject({ kind: 'saved', value: { body: { name: 'two' } } });
    await expect.poll(names).toEqual(['two']);
    expect(await acts.remove(list, resourceId)).toEqual({ kind: 'done', value: undefined });
    expect(names()).toEqual([]);
    expect(await acts.remove(list, resourceId)).toMatchObject({ kind: 'done' });
  });

  it('says of a lost answer what the list shows, and that it is unknown where it does not', async () => {
    const { acts, simulator, names } = remembered();
    const lost = (afterwards: boolean) =>
      simulator.addFault({ operation: 'createTool', times: 1, effect: { kind: 'status', status: 502, afterwards } });
    lost(true);
    expect(await acts.create(list, { name: 'there' })).toMatchObject({
      kind: 'done',
      value: { body: { name: 'there' } },
    });
    lost(false);
    expect(await acts.create(list, { name: 'there' })).toMatchObject({ kind: 'unsure' });
    expect(names()).toEqual(['there']);
    simulator.addFault({ operation: 'createTool', times: 1, effect: { kind: 'status', status: 422 } });
    expect(await acts.create(list, { name: 'no' })).toMatchObject({ kind: 'refused' });
  });

  it('takes a field away also where the first request for that has failed', async () => {
    const { acts, simulator } = remembered();
    const made = await acts.create(list, { name: 'one', timeout: 5 });
    if (made.kind !== 'done' || !made.value) throw new Error('Nothing was created');
    const { resourceId, body } = made.value;
    const without = Object.fromEntries(Object.entries(body).filter(([name]) => name !== 'timeout'));
    simulator.addFault({ operation: 'updateTool', times: 1, effect: { kind: 'status', status: 503 } });
    const saved = await acts.save(list, resourceId, () => ({ kind: 'write', change: without }));
    expect(saved.kind).toBe('saved');
    expect((await acts.read(list, resourceId)).body).not.toHaveProperty('timeout');
  });

  it('keeps what was there when a list cannot be read, and forgets everything with the account', async () => {
    const { resources, acts, simulator, store } = remembered();
    await acts.create(list, { name: 'one' });
    resources.watch(list);
    simulator.addFault({ operation: 'listTools', effect: { kind: 'status', status: 403 } });
    await resources.refresh();
    expect(store.resources(list)).toMatchObject({ kind: 'failed', last: { value: [{ body: { name: 'one' } }] } });
    const told: unknown[] = [];
    store.subscribe((change) => told.push(...change.resources));
    store.clear();
    store.put([{ kind: 'runGone', runId }]);
    expect(told).toEqual([resourceListKey(list)]);
    expect(store.resources(list)).toEqual({ kind: 'notLoaded' });
  });
});

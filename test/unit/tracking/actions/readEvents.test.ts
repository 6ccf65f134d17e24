import { afterEach, describe, expect, it } from 'vitest';
import { readEvents } from '../../../../src/tracking/actions/readEvents';
import { missionId, runId, tracked } from '../tracked';

const run = { missionId, runId };
const stops: (() => void)[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});
function world() {
  const made = tracked();
  stops.push(() => made.poller.stop());
  return made;
}

describe('reading all events of a run', () => {
  it('resolves to them, at once where they are here, and watches the run no longer than that', async () => {
    const { simulator, ...parts } = world();
    const columns = await readEvents(parts, run, new AbortController().signal, () => undefined);
    expect(columns?.length).toBe(simulator.world.run(missionId, runId)?.events.length);
    expect(await readEvents(parts, run, new AbortController().signal, () => undefined)).toBe(columns);
  });

  it('says how far it has come', async () => {
    const { simulator, ...parts } = world();
    const state = simulator.world.run(missionId, runId);
    if (!state) throw new Error('no run');
    simulator.world.seedEvents(state, 2500);
    const told: [number, number][] = [];
    const signal = new AbortController().signal;
    const columns = await readEvents(parts, run, signal, (loaded, total) => told.push([loaded, total]));
    expect(columns?.length).toBeGreaterThan(2500);
    expect(told.length).toBeGreaterThan(0);
    expect(told.every(([loaded, total]) => loaded > 0 && loaded <= total)).toBe(true);
  });

  it('ends with nothing where it is called off or the account changes, and with the error where it fails', async () => {
    const { store, simulator, poller } = world();
    const stopped = new AbortController();
    const read = (signal = new AbortController().signal) => readEvents({ store, poller }, run, signal, () => undefined);
    const first = read(stopped.signal);
    stopped.abort();
    expect(await first).toBeUndefined();
    const second = read();
    store.clear();
    expect(await second).toBeUndefined();
    simulator.addFault({ operation: 'listEvents', effect: { kind: 'status', status: 403 } });
    await expect(read()).rejects.toMatchObject({ kind: 'forbidden' });
  });

  it('resolves where it works at the second attempt, and fails with what is wrong now where it does not', async () => {
    const { store, simulator, poller } = world();
    const read = () => readEvents({ store, poller }, run, new AbortController().signal, () => undefined);
    simulator.addFault({ operation: 'listEvents', effect: { kind: 'status', status: 403 } });
    await expect(read()).rejects.toMatchObject({ kind: 'forbidden' });
    simulator.clearFaults();
    simulator.addFault({ operation: 'listEvents', effect: { kind: 'status', status: 404 } });
    await expect(read()).rejects.toMatchObject({ kind: 'notFound' });
    simulator.clearFaults();
    expect((await read())?.length).toBe(simulator.world.run(missionId, runId)?.events.length);
  });
});

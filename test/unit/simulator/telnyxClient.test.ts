import { Telnyx } from 'telnyx';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serveSimulator, type ServedSimulator } from '../../harness/serveSimulator';

/** Telnyx's own client knows nothing of this project: what it can do with the simulator, it can do with the service. */
describe('the official client, pointed at the served simulator', () => {
  let served: ServedSimulator;
  let telnyx: Telnyx;
  beforeAll(async () => {
    served = await serveSimulator();
    telnyx = new Telnyx({ apiKey: 'KEY_DEMO', baseURL: served.baseUrl, maxRetries: 0 });
  });
  afterAll(() => served.close());

  it('drives all 26 operations that every user must be able to reach', async () => {
    const { missions } = telnyx.ai;
    const { runs } = missions;
    const created = (await missions.create({ name: 'Official', instructions: 'i' })).data;
    const mission_id = created.mission_id;
    expect((await missions.retrieve(mission_id)).data.instructions).toBe('i');
    const changed = await missions.updateMission(mission_id, { name: 'Renamed', instructions: 'i' });
    expect(changed.data.name).toBe('Renamed');
    const clone = (await missions.cloneMission(mission_id)) as { data: { mission_id: string } };

    const names: string[] = [];
    // Its own pagination, two rows a page.
    for await (const mission of missions.list({ 'page[size]': 2 })) names.push(mission.name);
    expect(names).toHaveLength(8);
    expect(new Set(names).size).toBe(8);
    await missions.deleteMission(clone.data.mission_id);

    const run = (await runs.create(mission_id, { input: { a: 1 } })).data;
    const { run_id } = run;
    expect((await runs.retrieve(run_id, { mission_id })).data.status).toBe('pending');
    await runs.plan.create(run_id, { mission_id, steps: [{ step_id: 'a', description: 'A', sequence: 1 }] });
    await runs.plan.addStepsToPlan(run_id, {
      mission_id,
      steps: [{ step_id: 'b', description: 'B', sequence: 2, parent_step_id: 'a' }],
    });
    expect((await runs.plan.retrieve(run_id, { mission_id })).data).toHaveLength(2);
    expect((await runs.update(run_id, { mission_id, status: 'running' })).data.status).toBe('running');
    await runs.plan.updateStep('a', { mission_id, run_id, status: 'in_progress' });
    expect((await runs.plan.getStepDetails('a', { mission_id, run_id })).data.status).toBe('in_progress');

    const ids: string[] = [];
    for (let i = 0; i < 5; i++) {
      const summary = `Event ${i}`;
      const logged = await runs.events.log(run_id, { mission_id, type: 'custom', summary, idempotency_key: `k${i}` });
      ids.push(logged.data.event_id);
    }
    const again = await runs.events.log(run_id, { mission_id, type: 'custom', summary: 'x', idempotency_key: 'k0' });
    expect(again.data.event_id).toBe(ids[0]);
    const first = ids[0] ?? '';
    expect((await runs.events.getEventDetails(first, { mission_id, run_id })).data.summary).toBe('Event 0');
    const listed: string[] = [];
    for await (const event of runs.events.list(run_id, { mission_id, type: 'custom', 'page[size]': 2 }))
      listed.push(event.event_id);
    expect([...listed].sort()).toEqual([...ids].sort());

    await runs.telnyxAgents.link(run_id, { mission_id, telnyx_agent_id: 'assistant-1' });
    expect((await runs.telnyxAgents.list(run_id, { mission_id })).data).toHaveLength(1);
    await runs.telnyxAgents.unlink('assistant-1', { mission_id, run_id });

    expect((await runs.pauseRun(run_id, { mission_id })).data.status).toBe('paused');
    expect((await runs.resumeRun(run_id, { mission_id })).data.status).toBe('running');
    expect((await runs.cancelRun(run_id, { mission_id })).data.status).toBe('cancelled');
    const mine: string[] = [];
    for await (const one of runs.list(mission_id)) mine.push(one.run_id);
    expect(mine).toEqual([run_id]);
    const cancelled: string[] = [];
    for await (const one of runs.listRuns({ status: 'cancelled' })) cancelled.push(one.run_id);
    expect(cancelled).toContain(run_id);
    const recent = await missions.listEvents({ type: 'custom' });
    expect(recent.data.map((event) => event.event_id)).toEqual(expect.arrayContaining(ids));
  });

  it('reads our refusals as its own errors', async () => {
    const { missions } = telnyx.ai;
    await expect(missions.retrieve('5b1f0c1e-dead-4000-a000-000000000001')).rejects.toBeInstanceOf(
      Telnyx.NotFoundError,
    );
    await expect(missions.create({} as never)).rejects.toBeInstanceOf(Telnyx.UnprocessableEntityError);
    const stranger = new Telnyx({ apiKey: 'KEY_WRONG', baseURL: served.baseUrl, maxRetries: 0 });
    await expect(stranger.ai.missions.list()).rejects.toBeInstanceOf(Telnyx.AuthenticationError);
  });
});

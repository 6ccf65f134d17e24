import { describe, expect, it } from 'vitest';
import { running, roof, simulated, start, type Row } from './simulated';

const iso = (ms: number) => new Date(ms).toISOString();

describe('a run of somebody else’s agent', () => {
  it('has its times, and an event for each change of status', async () => {
    const { row, rows, newRun, pass } = simulated({ empty: true, order: 'oldest' });
    const run = await newRun();
    expect(await row('GET', run)).toMatchObject({ status: 'pending', started_at: iso(start), updated_at: iso(start) });
    const acts = [
      ['PATCH', '', { status: 'running' }],
      ['POST', '/pause', undefined],
      ['POST', '/resume', undefined],
      ['PATCH', '', { status: 'succeeded', result_summary: 'Done', result_payload: { n: 1 } }],
    ] as const;
    for (const [method, path, body] of acts) {
      pass(1000);
      await row(method, `${run}${path}`, body);
    }
    expect(await row('GET', run)).toMatchObject({
      status: 'succeeded',
      result_summary: 'Done',
      result_payload: { n: 1 },
      started_at: iso(start),
      updated_at: iso(start + 4000),
      finished_at: iso(start + 4000),
    });
    const changes = (await rows(`${run}/events?type=status_change`)).map(({ payload, timestamp }) => [
      payload,
      timestamp,
    ]);
    expect(changes).toEqual([
      [{ from: 'pending', to: 'running' }, iso(start + 1000)],
      [{ from: 'running', to: 'paused' }, iso(start + 2000)],
      [{ from: 'paused', to: 'running' }, iso(start + 3000)],
      [{ from: 'running', to: 'succeeded' }, iso(start + 4000)],
    ]);
  });

  it.each([
    ['pending', 'pause'],
    ['pending', 'resume'],
    ['running', 'resume'],
    ['paused', 'pause'],
    ['succeeded', 'pause'],
    ['failed', 'resume'],
    ['cancelled', 'cancel'],
    ['succeeded', 'cancel'],
  ])('that is %s: %s is refused, says so, and changes nothing', async (status, act) => {
    const { ask, row, newRun, pass } = simulated({ empty: true });
    const run = await newRun();
    if (status !== 'pending') await row('PATCH', run, { status });
    const before = await row('GET', run);
    pass(1000);
    const { status: answered, errors } = await ask('POST', `${run}/${act}`);
    expect(answered).toBe(409);
    expect(errors?.[0]).toMatchObject({ title: 'Conflict', detail: `The run is ${status}` });
    expect(await row('GET', run)).toEqual(before);
  });

  it('takes a summary after its end, but no other status', async () => {
    const { ask, row, newRun } = simulated({ empty: true });
    const run = await newRun();
    await row('POST', `${run}/cancel`);
    expect((await ask('PATCH', run, { status: 'running' })).status).toBe(409);
    const late = await row('PATCH', run, { status: 'cancelled', result_summary: 'Late', metadata: { a: 1 } });
    expect(late).toMatchObject({ status: 'cancelled', result_summary: 'Late', metadata: { a: 1 } });
  });

  it('has steps with times', async () => {
    const { ask, row, rows, newRun, pass } = simulated({ empty: true });
    const run = await newRun();
    const step = { step_id: 'Schritt/1', description: 'First', sequence: 1, parent_step_id: null };
    expect((await ask('POST', `${run}/plan`, { steps: [step] })).status).toBe(201);
    const path = `${run}/plan/steps/${encodeURIComponent('Schritt/1')}`;
    expect(await row('GET', path)).not.toHaveProperty('parent_step_id');
    pass(1000);
    await row('PATCH', path, { status: 'in_progress' });
    pass(1000);
    await row('PATCH', path, { status: 'completed', metadata: { a: 1 } });
    expect(await rows(`${run}/plan`)).toEqual([
      {
        run_id: run.split('/').at(-1),
        step_id: 'Schritt/1',
        description: 'First',
        sequence: 1,
        status: 'completed',
        started_at: iso(start + 1000),
        completed_at: iso(start + 2000),
        metadata: { a: 1 },
      },
    ]);
    expect((await ask('POST', `${run}/plan`, { steps: [{ ...step, step_id: 'b' }] })).status).toBe(409);
    expect((await ask('POST', `${run}/plan/steps`, { steps: [step] })).status).toBe(409);
    const twice = [
      { ...step, step_id: 'c' },
      { ...step, step_id: 'c' },
    ];
    expect((await ask('POST', `${run}/plan/steps`, { steps: twice })).status).toBe(409);
    // Refused as a whole.
    expect(await rows(`${run}/plan`)).toHaveLength(1);
  });
});

describe('a scripted agent', () => {
  const events = (run: string) => `${run}/events?page[size]=1000`;
  const shape = (rows: readonly Row[]) => rows.map(({ type, summary, step_id }) => ({ type, summary, step_id }));

  it('works a run that is started in the demo: plan, steps, events, assistants, result', async () => {
    const { row, rows, pass, now } = simulated({ order: 'oldest' });
    const run = `/${roof}/runs/${String((await row('POST', `/${roof}/runs`, { input: { a: 1 } })).run_id)}`;
    pass(1500);
    expect((await row('GET', run)).status).toBe('pending');
    pass(1000);
    expect((await row('GET', run)).status).toBe('running');
    let last = now();
    let longest = 0;
    let seen = '';
    while ((await row('GET', run)).status === 'running' && now() < start + 300_000) {
      pass(250);
      const picture = JSON.stringify([await rows(`${run}/plan`), await rows(events(run))]);
      if (picture !== seen) {
        longest = Math.max(longest, now() - last);
        last = now();
        seen = picture;
      }
    }
    expect(longest).toBeLessThanOrEqual(3500);
    const ended = await row('GET', run);
    expect(ended).toMatchObject({ status: 'succeeded', input: { a: 1 } });
    expect(ended.result_payload).toHaveProperty('quotes');
    const took = Date.parse(String(ended.finished_at)) - Date.parse(String(ended.started_at));
    expect(took).toBeGreaterThan(90_000);
    expect(took).toBeLessThan(180_000);
    const plan = await rows(`${run}/plan`);
    expect(plan.filter((step) => step.parent_step_id === 'calls')).toHaveLength(4);
    const log = await rows(events(run));
    const types = new Set(log.map((event) => event.type));
    for (const type of [
      'status_change',
      'step_started',
      'tool_call',
      'tool_result',
      'message',
      'custom',
      'step_completed',
    ])
      expect(types).toContain(type);
    const steps = new Set(plan.map((step) => step.step_id));
    for (const { step_id: stepId } of log) if (stepId !== undefined) expect(steps).toContain(stepId);
    expect(await rows(`${run}/telnyx-agents`)).toHaveLength(1);
    const times = log.map((event) => String(event.timestamp));
    expect(times).toEqual([...times].sort());
  });

  it('is paused for exactly as long as its run: the rest comes that much later, and is the same', async () => {
    const paused = simulated({ order: 'oldest' });
    const straight = simulated({ order: 'oldest' });
    await paused.row('POST', `${running}/pause`);
    paused.pass(3_600_000);
    const held = await paused.rows(events(running));
    expect(held.at(-1)).toMatchObject({ type: 'status_change', payload: { from: 'running', to: 'paused' } });
    await paused.row('POST', `${running}/resume`);
    for (const { pass } of [paused, straight]) pass(300_000);
    const [late, soon] = [await paused.rows(events(running)), await straight.rows(events(running))];
    const own = late.filter((event) => !JSON.stringify(event.payload ?? {}).includes('paused'));
    expect(shape(own)).toEqual(shape(soon));
    const from = held.length - 1;
    const shift = (i: number) => Date.parse(String(own[i]?.timestamp)) - Date.parse(String(soon[i]?.timestamp));
    expect(own.length).toBeGreaterThan(from + 10);
    for (let i = 0; i < own.length; i++) expect(shift(i)).toBe(i < from ? 0 : 3_600_000);
  });

  it('works as much faster as it is told, from now on; what is past stays', async () => {
    const fast = simulated({ speed: 10 });
    const slow = simulated();
    expect(await fast.rows('/events?page[size]=1000')).toEqual(await slow.rows('/events?page[size]=1000'));
    fast.pass(20_000);
    slow.pass(20_000);
    expect((await fast.row('GET', running)).status).toBe('succeeded');
    expect((await slow.row('GET', running)).status).toBe('running');
  });

  it('is deterministic however often it is read', async () => {
    const often = simulated();
    const once = simulated();
    for (let i = 0; i < 60; i++) {
      often.pass(1000);
      await often.row('GET', running);
    }
    once.pass(60_000);
    expect(shape(await often.rows(events(running)))).toEqual(shape(await once.rows(events(running))));
    expect(await often.row('GET', running)).toEqual(await once.row('GET', running));
  });

  it('differs by seed', async () => {
    const log = async (seed: number) => await simulated({ seed }).rows('/events?page[size]=1000');
    expect(await log(2)).toEqual(await log(2));
    expect(shape(await log(2))).not.toEqual(shape(await log(3)));
  });
});

describe('the demo’s agent and missions that a person writes', () => {
  const instructions = '# Call\n\n```\n1. not this\n```\n\n1. Call **Ann**\n2. Call Bob\n\n- [ ] Write it down\n';

  async function ownRun(options: Parameters<typeof simulated>[0], more: Row = {}) {
    const service = simulated(options);
    const mission = await service.row('POST', '', { name: 'Mine', ...more });
    const run = await service.row('POST', `/${String(mission.mission_id)}/runs`, { input: { a: 1 } });
    return { ...service, run: `/${String(mission.mission_id)}/runs/${String(run.run_id)}` };
  }

  it('works a run of it after a short while, step by step as it is written', async () => {
    const { row, rows, pass, run } = await ownRun({ worksOwnMissions: true }, { instructions });
    pass(3000);
    expect((await row('GET', run)).status).toBe('pending');
    pass(5000);
    expect((await row('GET', run)).status).toBe('running');
    pass(120_000);
    expect(await row('GET', run)).toMatchObject({ status: 'succeeded', result_payload: { simulated: true, steps: 3 } });
    const plan = await rows(`${run}/plan`);
    expect(plan.map(({ description, status }) => [description, status])).toEqual([
      ['Call Ann', 'completed'],
      ['Call Bob', 'completed'],
      ['Write it down', 'completed'],
    ]);
  });

  it('works a run of a mission without instructions', async () => {
    const { row, pass, run } = await ownRun({ worksOwnMissions: true });
    pass(120_000);
    expect((await row('GET', run)).status).toBe('succeeded');
  });

  it('leaves a run alone that somebody else works', async () => {
    const { row, rows, pass, run } = await ownRun({ worksOwnMissions: true });
    await row('PATCH', run, { status: 'running' });
    pass(120_000);
    expect((await row('GET', run)).status).toBe('running');
    expect(await rows(`${run}/plan`)).toEqual([]);
  });

  it('works runs in the demo account only', async () => {
    const { row, pass, run } = await ownRun({}, { instructions });
    pass(3_600_000);
    expect((await row('GET', run)).status).toBe('pending');
  });
});

describe('the demo at the start', () => {
  it.each([1, 2, 3, 4, 5])('with seed %i has a run in every state, and one that is half done', async (seed) => {
    const { row, rows, pass } = simulated({ seed });
    const missions = await rows('');
    expect(missions).toHaveLength(6);
    for (const { instructions } of missions) {
      const lines = String(instructions).split('\n').length;
      expect(lines).toBeGreaterThanOrEqual(20);
      expect(lines).toBeLessThanOrEqual(60);
    }
    const runs = await rows('/runs?page[size]=1000');
    const statuses = new Set(runs.map((run) => run.status));
    for (const status of ['succeeded', 'failed', 'cancelled', 'paused', 'running']) expect(statuses).toContain(status);
    for (const { status, error, result_summary: summary } of runs) {
      expect(error !== undefined).toBe(status === 'failed');
      expect(summary !== undefined).toBe(status === 'succeeded');
    }
    const byMission = await Promise.all(missions.map(({ mission_id: id }) => rows(`/${String(id)}/runs`)));
    expect(byMission.filter((own) => own.length === 0)).toHaveLength(1);
    const plans = await Promise.all(
      runs.map((run) => rows(`/${String(run.mission_id)}/runs/${String(run.run_id)}/plan`)),
    );
    expect(plans.filter((plan) => plan.length === 0)).toHaveLength(1);

    const done = (await rows(`${running}/plan`)).filter((step) => step.status !== 'pending').length;
    expect(done).toBeGreaterThanOrEqual(3);
    pass(60_000);
    expect((await row('GET', running)).status).toBe('running');
    pass(60_000);
    expect((await row('GET', running)).status).toBe('succeeded');
  });
});

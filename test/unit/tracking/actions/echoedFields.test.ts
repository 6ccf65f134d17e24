import { describe, expect, it, vi } from 'vitest';
import { createActions } from '../../../../src/tracking/actions/actions';
import type { MayLoseFields } from '../../../../src/tracking/saving/echoedFields';
import { createStore } from '../../../../src/tracking/store/store';
import { contentsOf } from '../../../../src/model/mission';
import { missionAsWire } from '../../../../src/model/saved/wireFormat';
import { fakeServer, missionId, missionRow, type Reply } from '../../api/fakeServer';

/** What the API may add tomorrow, and known fields in a form that is not known. */
const unknown = {
  webhook_url: 'https://example.test/hook',
  tags: ['a', { b: null }],
  metadata: ['a', 'list'],
  model: { name: 'm', version: 2 },
};
const belongings = { tools: [{ tool_id: 't' }], knowledge_bases: [], mcp_servers: [{ url: 'x' }] };
const row = missionRow({ ...unknown, ...belongings, instructions: '# Old', description: 'D', optional: null });
const answer = (data: unknown): Reply => ({ body: { data } });
const kept = answer(row);

/** 422 as FastAPI says it. */
const refusal = (...fields: string[]): Reply => ({
  status: 422,
  body: { detail: fields.map((field) => ({ loc: ['body', ...field.split('/')], msg: 'Extra inputs', type: 'extra' })) },
});

function acting(...replies: Reply[]) {
  const server = fakeServer(...replies);
  const mayLoseFields = vi.fn<MayLoseFields>(() => Promise.resolve(true));
  const store = createStore();
  const actions = createActions({ client: server.client.bind(), store, wake: () => undefined, mayLoseFields });
  const puts = () => server.sent.filter(({ method }) => method === 'PUT').map(({ body }) => body);
  return { ...server, actions, mayLoseFields, puts };
}

const without = (all: object, ...names: string[]) =>
  Object.fromEntries(Object.entries(all).filter(([name]) => !names.includes(name)));
const sentBack = { name: row.name, execution_mode: 'external', description: 'D', ...unknown };

describe('fields that are not known here', () => {
  it.each<[string, (actions: ReturnType<typeof acting>['actions']) => Promise<unknown>, object]>([
    [
      'an edit of the instructions',
      (actions) => actions.saveInstructions(missionId, '# Old', '# New'),
      { instructions: '# New' },
    ],
    [
      'a new name',
      async (actions) => actions.changeMission(await actions.readMission(missionId), { name: 'N' }),
      { instructions: '# Old', name: 'N' },
    ],
    [
      'a mission file, which says all that it can',
      (actions) =>
        actions.saveMission(missionId, () => ({
          kind: 'write',
          change: { name: 'F', description: undefined, model: undefined, instructions: '# F', metadata: undefined },
        })),
      { name: 'F', instructions: '# F', description: undefined },
    ],
  ])('survive %s', async (_what, act, change) => {
    const { actions, puts, mayLoseFields } = acting(kept);
    await act(actions);
    const expected = JSON.parse(JSON.stringify({ instructions: '# Old', ...sentBack, ...change })) as unknown;
    expect(puts()).toEqual([expected]);
    expect(mayLoseFields).not.toHaveBeenCalled();
  });

  it('give way to what is said in their place, and to nothing else', async () => {
    const { actions, puts } = acting(kept);
    await actions.saveMission(missionId, ({ more }) => ({
      kind: 'write',
      change: { metadata: { a: 1 }, more: { ...more, model: null } },
    }));
    expect(puts()).toEqual([{ ...sentBack, instructions: '# Old', metadata: { a: 1 }, model: null }]);
  });

  it('go with a mission that is created like another one, what belongs to that one alone does not', async () => {
    const { actions, sent } = acting(kept);
    const mission = await actions.readMission(missionId);
    await actions.createMission(contentsOf(mission));
    expect(sent[1]?.body).toEqual({ ...sentBack, instructions: '# Old' });
    expect(missionAsWire(mission)).toMatchObject({ ...unknown, ...belongings });
  });

  it('are left out where the service refuses only them, if that is agreed to, and decided afresh', async () => {
    const theirs = answer({ ...row, description: 'Theirs' });
    const { actions, puts, mayLoseFields } = acting(
      kept,
      refusal('tags/0', 'webhook_url'),
      theirs,
      refusal('model'),
      kept,
    );
    expect(await actions.saveInstructions(missionId, '# Old', '# New')).toMatchObject({ kind: 'saved' });
    expect(mayLoseFields.mock.calls).toEqual([[['tags', 'webhook_url']], [['model']]]);
    const rest = without({ ...sentBack, instructions: '# New' }, 'webhook_url', 'tags');
    expect(puts().slice(1)).toEqual([{ ...rest, description: 'Theirs' }, without(rest, 'model')]);
  });

  it('stay where that is not agreed to, or where more is wrong: the refusal is told', async () => {
    const no = acting(kept, refusal('tags'), kept);
    no.mayLoseFields.mockResolvedValue(false);
    await expect(no.actions.saveInstructions(missionId, '# Old', '# New')).rejects.toMatchObject({ status: 422 });
    expect(no.puts()).toHaveLength(1);
    for (const reply of [refusal('tags', 'name'), refusal('taggy'), refusal(), { status: 400 }]) {
      const { actions, puts, mayLoseFields } = acting(kept, reply, kept);
      await expect(actions.saveInstructions(missionId, '# Old', '# New')).rejects.toMatchObject({ kind: 'validation' });
      expect(puts()).toHaveLength(1);
      expect(mayLoseFields).not.toHaveBeenCalled();
    }
    const created = acting(kept, refusal('webhook_url'), kept);
    const mission = await created.actions.readMission(missionId);
    expect(await created.actions.createMission(contentsOf(mission))).toMatchObject({ kind: 'done' });
    expect(created.mayLoseFields.mock.calls).toEqual([[['webhook_url']]]);
  });

  it('are asked about once for all missions of one act', async () => {
    const { actions, mayLoseFields } = acting(kept, refusal('tags'), kept, kept, kept, refusal('tags'), kept, kept);
    await actions.saveInstructions(missionId, '# Old', '# New');
    await actions.saveInstructions(missionId, '# Old', '# Newer');
    expect(mayLoseFields).toHaveBeenCalledOnce();
  });
});

describe('changes to runs and steps', () => {
  it('say what changes and nothing else', async () => {
    const run = { run_id: 'r', mission_id: missionId, status: 'running', metadata: { a: 1 }, future: true };
    const runs = acting(answer(run));
    await runs.actions.saveRun({ missionId, runId: 'r' }, () => ({ kind: 'write', change: { error: 'E' } }));
    expect(runs.sent.map(({ method, body }) => [method, body])).toEqual([
      ['GET', undefined],
      ['PATCH', { error: 'E' }],
    ]);
    const steps = acting(answer({ step_id: 's', sequence: 1, status: 'pending', metadata: { a: 1 }, future: true }));
    await steps.actions.saveStep({ missionId, runId: 'r' }, 's', () => ({
      kind: 'write',
      change: { status: 'completed' },
    }));
    expect(steps.sent.at(-1)).toMatchObject({ method: 'PATCH', body: { status: 'completed' } });
  });
});

import { decideBody } from '../../../src/formats/json/resourceText';
import type { Resource } from '../../../src/model/resource';
import { isDead, missionOf, type Prepare } from '../doing';
import { saidBy, saidOf } from '../said';
import type { Service } from '../service';
import { same } from '../things';

const tools = (missionId: string) => ({ missionId, of: 'tool' }) as const;

/** As the draft of a tool is saved. */
export const createTool: Prepare = (person) => {
  const mission = missionOf(person);
  return (
    mission && {
      intent: `tool ${person.turn}`,
      async run({ journal, resources }, { insists, again }) {
        const key = `create tool ${mission.missionId} ${person.turn}`;
        if ((await journal.entry(key))?.created !== undefined)
          return { kind: 'refused', why: 'it was created already' };
        if (await journal.unconfirmed(key)) {
          if (!insists) return { kind: 'unsure', why: 'asked' };
          again();
        }
        const body = { name: `tool ${person.turn}` };
        const idOf = (made: Resource | undefined) => made?.resourceId ?? '';
        return saidBy(await journal.once({ key, idOf }, () => resources.create(tools(mission.missionId), body)));
      },
    }
  );
};

/** As the document of a tool is saved. */
export const changeTool: Prepare = (person) => {
  const mission = missionOf(person);
  if (!mission) return undefined;
  const list = tools(mission.missionId);
  const mine = { name: `tool of mine ${person.turn}` };
  let known: unknown;
  return {
    intent: `change tool ${person.turn}`,
    seen: (thing, field, value) => thing.kind === 'resource' && field === 'body' && same(known, value),
    isSo: () => true,
    run: (session) =>
      saidOf(async () => {
        const [row] = await session.resources.readAll(list);
        if (!row) return { kind: 'done' };
        const { body: seen } = await session.resources.read(list, row.resourceId);
        known = { name: seen.name };
        await person.think(person.b);
        const outcome = await session.resources.save(list, row.resourceId, ({ body: fresh }) => {
          const kind = decideBody({ ...seen, ...mine }, { seen, fresh });
          return kind === 'write' ? { kind, change: { ...seen, ...mine } } : { kind };
        });
        return { kind: outcome.kind === 'conflict' ? 'conflict' : 'done' };
      }),
  };
};

export const deleteTool: Prepare = (person) => {
  const mission = missionOf(person);
  if (!mission) return undefined;
  let isGone: (service: Service) => boolean = () => true;
  return {
    intent: `delete tool ${person.turn}`,
    isSo: (service) => isGone(service),
    run: (session) =>
      saidOf(async () => {
        const [tool] = await session.resources.readAll(tools(mission.missionId));
        // That the list has none deletes nothing, and nobody says so.
        if (!tool) return { kind: 'refused', why: 'there is none to choose from' };
        isGone = isDead('resource', tool.resourceId);
        await person.think(person.b);
        return saidBy(await session.resources.remove(tools(mission.missionId), tool.resourceId));
      }),
  };
};

import { describe, expect, it } from 'vitest';
import { instructionsType } from '../../../../src/documents/kinds/instructions';
import { missionJsonType, runJsonType, stepJsonType } from '../../../../src/documents/kinds/jsonDocuments';
import { resourceType } from '../../../../src/documents/kinds/resourceType';
import { openRemoteFile, type DocumentKind, type RemoteFile } from '../../../../src/documents/remote/remoteDocument';
import { createActions } from '../../../../src/tracking/actions/actions';
import { createResources } from '../../../../src/tracking/resources';
import { missionId, runId, tracked } from '../../tracking/tracked';

type Fields = Readonly<Record<string, unknown>>;
const print = (fields: Fields) => `${JSON.stringify(fields, undefined, 2)}\n`;
const fieldsOf = (text: string) => JSON.parse(text) as Fields;
/** `undefined` takes a field away. */
const edited = (text: string, fields: Fields) => print({ ...fieldsOf(text), ...fields });

const notCreated = () => Promise.resolve(false);
const open = <V, Id extends string>(kind: DocumentKind<V, Id>, ids: Readonly<Record<Id, string>>) =>
  openRemoteFile(kind, ids);

/** The demo account, whose clock goes on by a second with each look. */
function service() {
  let now = Date.UTC(2026, 0, 1);
  const world = tracked({ clock: () => (now += 1000) });
  const { client, store } = world;
  const actions = createActions({ client: client.bind(), store, wake: () => undefined });
  return { ...world, actions, resources: createResources({ client, store }) };
}
type Service = ReturnType<typeof service>;

type Kind = {
  readonly name: string;
  readonly open: (of: Service) => Promise<RemoteFile>;
  /** A change that the service answers with a time of its own. */
  readonly first: Fields;
  readonly second: Fields;
  /** A field that only the service sets. */
  readonly readOnly: string;
  /** Somebody else's change beside those, where the service has one. */
  readonly elsewhere?: Fields;
  readonly changeElsewhere?: (of: Service) => Promise<unknown>;
};

const run = { missionId, runId };

async function openStep({ actions, store }: Service): Promise<RemoteFile> {
  const step = (await actions.readPlan(run)).find(({ status }) => status === 'pending');
  if (!step) throw new Error('No step is pending');
  return open(stepJsonType({ store }).of(actions), { ...run, stepId: step.stepId });
}

async function openTool({ resources, store }: Service): Promise<RemoteFile> {
  const acts = resources.begin();
  const made = await acts.create({ missionId, of: 'tool' }, { name: 'look up' });
  if (made.kind !== 'done' || !made.value) throw new Error('No tool was created');
  const { resourceId } = made.value;
  return open(resourceType('tool', { store, create: () => Promise.resolve() }).of(acts), { missionId, resourceId });
}

const kinds: readonly Kind[] = [
  {
    name: 'a mission',
    open: ({ actions, store }) => open(missionJsonType({ store }, notCreated).of(actions), { missionId }),
    first: { description: 'One' },
    second: { description: 'Two' },
    readOnly: 'updated_at',
    elsewhere: { model: 'changed/elsewhere' },
    changeElsewhere: ({ actions }) =>
      actions.saveMission(missionId, () => ({ kind: 'write', change: { model: 'changed/elsewhere' } })),
  },
  {
    name: 'a run',
    open: ({ actions, store }) => open(runJsonType({ store }).of(actions), run),
    first: { result_summary: 'One' },
    second: { result_summary: 'Two' },
    readOnly: 'updated_at',
    elsewhere: { error: 'Elsewhere' },
    changeElsewhere: ({ actions }) => actions.saveRun(run, () => ({ kind: 'write', change: { error: 'Elsewhere' } })),
  },
  {
    name: 'a step',
    open: openStep,
    first: { status: 'completed' },
    second: { metadata: { by: 'hand' } },
    readOnly: 'completed_at',
  },
  { name: 'a tool', open: openTool, first: { name: 'One' }, second: { name: 'Two' }, readOnly: 'updated_at' },
];

/** Opens it, changes it, saves it; `shown` is what the editor has then, and `latest` what VS Code is to read next. */
async function saved(kind: Kind, meanwhile?: (of: Service) => Promise<unknown>) {
  const of = service();
  const file = await kind.open(of);
  const opened = file.text;
  const shown = edited(opened, kind.first);
  await meanwhile?.(of);
  expect(await file.save(shown)).toEqual({ kind: 'saved', differs: true });
  // The service has set a time, so that the editor does not show what there is.
  expect(fieldsOf(file.text)[kind.readOnly]).not.toEqual(fieldsOf(shown)[kind.readOnly]);
  return { ...of, file, opened, shown };
}

describe.each(kinds.map((kind) => [kind.name, kind] as const))('the JSON of %s', (_, kind) => {
  it('is saved again where it is typed on before VS Code has read it again', async () => {
    const { file, shown } = await saved(kind);
    const mine = edited(shown, kind.second);
    expect(file.problems(mine)).toEqual([]);
    expect(await file.conflict(mine)).toBeUndefined();
    expect((await file.save(mine)).kind).toBe('saved');
    expect(fieldsOf(file.text)).toMatchObject(kind.second);
  });

  it('is saved where what was shown before comes back after VS Code has read it again', async () => {
    const { file, opened, shown } = await saved(kind);
    file.setBase(file.text);
    expect(file.problems(shown)).toEqual([]);
    // As typed over the saved text, and as an undo of that leaves it.
    for (const mine of [edited(shown, kind.second), edited(opened, kind.second)]) {
      expect(file.problems(mine)).toEqual([]);
      expect(await file.conflict(mine)).toBeUndefined();
      expect((await file.save(mine)).kind).toBe('saved');
      expect(fieldsOf(file.text)).toMatchObject(kind.second);
      file.setBase(file.text);
    }
  });

  it('writes nothing where only what was saved comes back', async () => {
    const { file, shown, simulator } = await saved(kind);
    file.setBase(file.text);
    const latest = file.text;
    simulator.forget();
    expect(await file.save(shown)).toEqual({ kind: 'saved', differs: true });
    expect([file.text, simulator.requests.filter(({ method }) => method !== 'GET')]).toEqual([latest, []]);
  });

  it('says of a field that cannot be changed that it was, and of no other', async () => {
    const { file, shown } = await saved(kind);
    const marked = (text: string) => file.problems(text).map(({ line }) => text.split('\n')[line]?.trim());
    const mark = `"${kind.readOnly}": "yesterday"`;
    const typed = { [kind.readOnly]: 'yesterday' };
    const isMarked = [expect.stringMatching(new RegExp(`^${mark},?$`))];
    expect(marked(edited(shown, typed))).toEqual(isMarked);
    file.setBase(file.text);
    for (const text of [file.text, shown]) expect(marked(edited(text, typed))).toEqual(isMarked);
  });

  it('keeps what edits were made from over a reload of the window', async () => {
    const { file, shown } = await saved(kind);
    file.setBase(file.text);
    expect(file.baseTextOf(edited(file.text, kind.second))).toBe(file.text);
    expect(fieldsOf(file.baseTextOf(edited(shown, kind.second)) ?? '')).toEqual(fieldsOf(shown));
  });
});

const sharedKinds = kinds.filter(({ changeElsewhere }) => changeElsewhere);

describe.each(sharedKinds.map((kind) => [kind.name, kind] as const))('the JSON of %s', (_, kind) => {
  it('takes back nothing that somebody else has changed, and writes over what was shown of it', async () => {
    const { file, shown } = await saved(kind, kind.changeElsewhere);
    const { elsewhere = {} } = kind;
    expect(fieldsOf(file.text)).toMatchObject(elsewhere);
    file.setBase(file.text);
    // The text says what it said before, but nobody has touched that.
    expect((await file.save(edited(shown, kind.second))).kind).toBe('saved');
    expect(fieldsOf(file.text)).toMatchObject({ ...elsewhere, ...kind.second });
    file.setBase(file.text);
    const [name = ''] = Object.keys(elsewhere);
    expect((await file.save(edited(shown, { [name]: 'mine' }))).kind).toBe('saved');
    expect(fieldsOf(file.text)[name]).toBe('mine');
  });

  it('asks about what somebody else has changed that nobody was shown', async () => {
    const { file, shown, ...of } = await saved(kind);
    file.setBase(file.text);
    await kind.changeElsewhere?.(of);
    const [name = ''] = Object.keys(kind.elsewhere ?? {});
    const mine = edited(shown, { [name]: 'mine' });
    expect((await file.conflict(mine))?.kind).toBe('conflict');
    expect((await file.save(mine)).kind).toBe('conflict');
  });
});

describe('instructions', () => {
  it('are saved again where they are typed on before VS Code has read them again', async () => {
    const { actions, store } = service();
    const file = await open(instructionsType({ store, createMission: notCreated }).of(actions), { missionId });
    for (const mine of ['# One\n', '# Two\n', '# One\n']) {
      expect(await file.conflict(mine)).toBeUndefined();
      expect(await file.save(mine)).toEqual({ kind: 'saved', differs: false });
    }
  });
});

import { beforeEach, describe, expect, it } from 'vitest';
import { createMissionFilePublisher } from '../../../../src/documents/missionFiles/missionFilePublisher';
import { journalKeyOf } from '../../../../src/documents/missionFiles/publishedMissions';
import { definitionHash } from '../../../../src/formats/missionFile/missionFileSyncState';
import { parseMissionFile } from '../../../../src/formats/missionFile/missionFile';
import { createActions } from '../../../../src/tracking/actions/actions';
import { createJournals } from '../../../../src/tracking/actions/journal';
import { tracked } from '../../tracking/tracked';

const text = (name: string, body = 'Do it.') => `---\nname: ${name}\n---\n\n${body}\n`;

const withId = (name: string, missionId: string) => text(name).replace('---\n\n', `mission_id: ${missionId}\n---\n\n`);

/** Files with their editors, as a VS Code has them: what is typed is in the editor until it is saved. */
function disk() {
  const saved = new Map<string, string>();
  const editors = new Map<string, string>();
  const paths = new Map<object, string>();
  let onSave = (now: string) => now;
  const follow = (uri: string) => {
    const file = {
      get key() {
        return paths.get(file) ?? uri;
      },
      read() {
        const on = saved.get(file.key);
        if (on === undefined) return Promise.resolve(undefined);
        const typed = editors.get(file.key);
        return Promise.resolve({ text: typed ?? on, saved: on, isDirty: typed !== undefined });
      },
      save() {
        const typed = editors.get(file.key);
        if (!saved.has(file.key)) return Promise.resolve(false);
        if (typed !== undefined) saved.set(file.key, onSave(typed));
        editors.delete(file.key);
        return Promise.resolve(true);
      },
      edit(change: (before: string) => string) {
        const before = editors.get(file.key) ?? saved.get(file.key);
        if (before === undefined) return Promise.resolve(false);
        editors.set(file.key, change(before));
        return file.save();
      },
      stop: () => undefined,
    };
    followed.push(file);
    return file;
  };
  const followed: { readonly key: string }[] = [];
  return {
    saved,
    editors,
    follow,
    formatting: (format: (now: string) => string) => (onSave = format),
    move(from: string, to: string) {
      for (const file of followed) if (file.key === from) paths.set(file, to);
      for (const texts of [saved, editors]) {
        const one = texts.get(from);
        if (one !== undefined) texts.set(to, one);
        texts.delete(from);
      }
    },
  };
}

describe('publishing a mission file exactly once', () => {
  let rig: ReturnType<typeof tracked>;
  let files: ReturnType<typeof disk>;
  let kept: Map<string, unknown>;
  beforeEach(() => {
    rig = tracked();
    files = disk();
    kept = new Map();
  });

  /** The publisher of a window; a further one is the window after a reload. */
  function open(window = 'w1', own = () => kept) {
    const state = {
      get: (key: string) => own().get(key),
      update: (key: string, value: unknown) => Promise.resolve(void own().set(key, value)),
    };
    const journals = createJournals({ state, window });
    const journal = journals.of(() => Promise.resolve('a'));
    const remembered = new Map<string, string | undefined>();
    const gone: string[] = [];
    const older = new Set<string>();
    const publisher = createMissionFilePublisher({
      begin: () => createActions({ ...rig, client: rig.client.bind(), wake: () => undefined }),
      states: {
        remember: (_, { missionId, instructions }) => Promise.resolve(void remembered.set(missionId, instructions)),
        changedThere: (_, { missionId, instructions }) =>
          Promise.resolve(remembered.has(missionId) && remembered.get(missionId) !== instructions),
        isOlder: (file, _, hash) => older.has(`${file} ${hash}`),
        noteGone: (missionId) => void gone.push(missionId),
      },
      journal,
      follow: files.follow,
      idOnDisk: (file) => Promise.resolve(parseMissionFile(files.saved.get(file) ?? '').missionId),
      othersOf: (file, missionId) =>
        Promise.resolve([...files.saved].flatMap(([at, on]) => (at !== file && on.includes(missionId) ? at : []))),
    });
    return { publisher, journal, journals, gone, older };
  }
  const created = () => rig.simulator.requests.filter(({ operation }) => operation === 'createMission').length;
  const lose = (status: number, afterwards: boolean) =>
    rig.simulator.addFault({ operation: 'createMission', times: 1, effect: { kind: 'status', status, afterwards } });

  it('asks before it creates again what was published, where only the id was taken back', async () => {
    const { publisher } = open();
    files.saved.set('f', text('Owl'));
    const first = await publisher.publish('f');
    expect(first).toMatchObject({ kind: 'created', bound: 'written', uri: 'f' });
    files.saved.set('f', text('Owl', 'Do it twice.'));
    const again = await publisher.publish('f');
    expect(again.kind).toBe('publishedBefore');
    if (again.kind !== 'publishedBefore' || first.kind !== 'created') return;
    expect(again.mission.missionId).toBe(first.mission.missionId);
    expect(created()).toBe(1);
    expect(await publisher.bind('f', again.mission, false)).toBe('written');
    expect((await publisher.publish('f')).kind).toBe('published');
    files.saved.set('f', text('Owl'));
    expect((await publisher.publish('f', { replacedMissionId: again.mission.missionId })).kind).toBe('created');
    expect(created()).toBe(2);
  });

  it('asks before a second file replaces the mission of a first, and can give it one of its own', async () => {
    const { publisher } = open();
    const { missionId } = await rig.client.createMission({ name: 'Owl', instructions: 'Do it.\n' });
    files.saved.set('original', withId('Owl', missionId));
    files.saved.set('copy', withId('Copied owl', missionId));
    expect(await publisher.publish('copy')).toEqual({ kind: 'shared', missionId, files: ['original'] });
    files.saved.set('third', withId('Owl', missionId));
    // More than what was agreed to.
    expect((await publisher.publish('copy', { besides: ['original'] })).kind).toBe('shared');
    expect((await publisher.publish('original')).kind).toBe('unchanged');
    expect((await rig.client.getMission(missionId)).name).toBe('Owl');
    const anew = await publisher.publish('copy', { replacedMissionId: missionId });
    expect(anew).toMatchObject({ kind: 'created', bound: 'written', mission: { name: 'Copied owl' } });
    expect((await publisher.publish('copy')).kind).toBe('unchanged');
    files.saved.set('original', withId('Old owl', missionId));
    expect((await publisher.publish('original', { besides: ['third'] })).kind).toBe('published');
    expect((await rig.client.getMission(missionId)).name).toBe('Old owl');
  });

  it('asks before a text that was published before replaces the one that was published after it', async () => {
    const { publisher, older } = open();
    const { missionId } = await rig.client.createMission({ name: 'Owl', instructions: 'Do it.\n' });
    files.saved.set('f', withId('Old owl', missionId));
    older.add(`f ${await definitionHash({ name: 'Old owl', executionMode: 'external', instructions: 'Do it.\n' })}`);
    const outcome = await publisher.publish('f');
    expect(outcome).toMatchObject({ kind: 'older', remote: { name: 'Owl' } });
    if (outcome.kind !== 'older') return;
    expect((await publisher.publish('f', { over: outcome.remote })).kind).toBe('published');
  });

  it('reads the mission once and writes it once, and reads again before another try', async () => {
    const { publisher } = open();
    const { missionId } = await rig.client.createMission({ name: 'Owl', instructions: 'Do it.\n' });
    const sent = () =>
      rig.simulator.requests.map(({ operation }) => operation).filter((operation) => /^(get|update)/.test(operation));
    rig.simulator.forget();
    files.saved.set('f', withId('Old owl', missionId));
    expect((await publisher.publish('f')).kind).toBe('published');
    expect(sent()).toEqual(['getMission', 'updateMission']);

    rig.simulator.forget();
    rig.simulator.addFault({ operation: 'updateMission', times: 1, effect: { kind: 'status', status: 503 } });
    files.saved.set('f', withId('Oldest owl', missionId));
    expect((await publisher.publish('f')).kind).toBe('published');
    expect(sent()).toEqual(['getMission', 'updateMission', 'getMission', 'updateMission']);
  });

  it('creates another one only in place of the mission that was agreed to', async () => {
    const { publisher } = open();
    const gone = await rig.client.createMission({ name: 'Gone' });
    const theirs = await rig.client.createMission({ name: 'Owl', instructions: 'Do it.\n' });
    await rig.client.deleteMission(gone.missionId);
    rig.simulator.forget();
    files.saved.set('f', withId('Owl', gone.missionId));
    expect(await publisher.publish('f')).toEqual({ kind: 'gone', missionId: gone.missionId });
    // While the question is open, another window gives the file the id of a mission.
    files.saved.set('f', withId('Owl', theirs.missionId));
    expect((await publisher.publish('f', { replacedMissionId: gone.missionId })).kind).toBe('unchanged');
    expect(created()).toBe(0);
    expect(files.saved.get('f')).toBe(withId('Owl', theirs.missionId));
  });

  it('creates nothing where the file gets an id while it is saved', async () => {
    const { publisher } = open();
    const { missionId } = await rig.client.createMission({ name: 'Owl', instructions: 'Do it.\n' });
    rig.simulator.forget();
    files.saved.set('f', text('Owl'));
    files.editors.set('f', text('Owl'));
    files.formatting(() => withId('Owl', missionId));
    expect(await publisher.publish('f')).toMatchObject({ kind: 'unchanged', mission: { missionId } });
    expect(created()).toBe(0);
  });

  it('gives the file the id of a mission that was found, in place of the deleted one', async () => {
    const { publisher } = open();
    const gone = await rig.client.createMission({ name: 'Gone' });
    await rig.client.deleteMission(gone.missionId);
    rig.simulator.forget();
    files.saved.set('f', withId('Owl', gone.missionId));
    lose(502, true);
    expect((await publisher.publish('f', { replacedMissionId: gone.missionId })).kind).toBe('unsure');
    const found = await publisher.lookFor('f');
    if (!found) throw new Error('It is not found');
    expect(await publisher.bind('f', found.mission, true)).toBe('written');
    expect((await publisher.publish('f')).kind).toBe('unchanged');
    expect(created()).toBe(1);
  });

  it('asks also in another window, and not where the mission was deleted', async () => {
    files.saved.set('f', text('Owl'));
    const first = await open().publisher.publish('f');
    files.saved.set('f', text('Owl'));
    expect((await open('w2').publisher.publish('f')).kind).toBe('publishedBefore');
    if (first.kind === 'created') await rig.client.deleteMission(first.mission.missionId);
    expect((await open('w2').publisher.publish('f')).kind).toBe('created');
  });

  it('knows a file of the same content that was moved outside VS Code, and no copy of one that is still there', async () => {
    const { publisher } = open();
    files.saved.set('f', text('Owl'));
    await publisher.publish('f');
    files.saved.set('copy', text('Owl'));
    expect((await publisher.publish('copy')).kind).toBe('created');
    files.saved.delete('f');
    files.saved.set('moved', text('Owl'));
    expect((await publisher.publish('moved')).kind).toBe('publishedBefore');
  });

  it('does not know after a reload in the middle whether it was created, finds it, and creates no second one', async () => {
    files.saved.set('f', text('Owl'));
    rig.simulator.addFault({ operation: 'createMission', times: 1, effect: { kind: 'slow', ms: 50 } });
    const before = open().publisher.publish('f');
    await expect.poll(() => kept.size).toBe(1);
    const { publisher } = open('w2');
    expect(await publisher.publish('f')).toEqual({ kind: 'unsure', creating: true });
    expect(await publisher.unconfirmed('f')).toMatchObject({ mayStillArrive: true });
    expect(await publisher.lookFor('f')).toBeUndefined();
    // The window that has sent it is gone: nobody writes the id.
    const typed = files.saved.get('f') ?? '';
    await before;
    files.saved.set('f', typed);
    kept = new Map([['journal', [{ ...(kept.get('journal') as object[])[0], created: undefined }]]]);
    const found = await open('w2').publisher.lookFor('f');
    expect(found).toMatchObject({ mission: { name: 'Owl' }, isSame: true });
    if (found) expect(await open('w2').publisher.bind('f', found.mission, true)).toBe('written');
    expect((await open('w2').publisher.publish('f')).kind).toBe('unchanged');
    expect(created()).toBe(1);
  });

  it('creates after a lost request only once that is settled', async () => {
    const { publisher } = open();
    files.saved.set('f', text('Owl'));
    lose(500, false);
    expect((await publisher.publish('f')).kind).toBe('unsure');
    expect((await publisher.publish('f')).kind).toBe('unsure');
    expect(created()).toBe(1);
    expect(await publisher.lookFor('f')).toBeUndefined();
    await publisher.settle('f');
    expect((await publisher.publish('f')).kind).toBe('created');
  });

  it('finds a mission that was changed before it was confirmed, and not those of other files', async () => {
    const { publisher } = open();
    files.saved.set('other', text('Owl', 'Do something else.'));
    await publisher.publish('other');
    files.saved.set('f', text('Owl'));
    lose(502, false);
    await publisher.publish('f');
    expect(await publisher.lookFor('f')).toBeUndefined();
    await publisher.settle('f');
    lose(502, true);
    await publisher.publish('f');
    const { rows } = await rig.client.listMissions();
    const mission = rows.find(({ instructions }) => instructions === 'Do it.\n');
    if (!mission) throw new Error('It was not created');
    await rig.client.updateMission(mission.missionId, { name: 'Owl', instructions: 'Do it well.' });
    const found = await publisher.lookFor('f');
    expect(found).toMatchObject({ mission: { missionId: mission.missionId }, isSame: false });
    if (!found) return;
    expect(await publisher.bind('f', found.mission, found.isSame)).toBe('written');
    expect(await publisher.unconfirmed('f')).toBeUndefined();
    await publisher.publish('f');
    expect(created()).toBe(3);
  });

  it('does not take an older mission of the same name for the one that may have been created', async () => {
    const { publisher } = open();
    const { missionId } = await rig.client.createMission({ name: 'Owl', instructions: 'Old.' });
    const begun = createActions({ ...rig, client: rig.client.bind(), wake: () => undefined });
    const anHourAgo = Date.now() - 60 * 60_000;
    const actions = {
      ...begun,
      readMission: async (id: string) => {
        const mission = await begun.readMission(id);
        return id === missionId ? { ...mission, createdAt: anHourAgo } : mission;
      },
    };
    files.saved.set('f', text('Owl'));
    lose(500, false);
    await publisher.publish('f');
    expect(await publisher.lookFor('f', actions)).toBeUndefined();
  });

  it('writes no id of a mission of another account into the file, and settles nothing there', async () => {
    const { publisher, journal } = open();
    files.saved.set('f', text('Owl'));
    lose(502, true);
    await publisher.publish('f');
    const begun = createActions({ ...rig, client: rig.client.bind(), wake: () => undefined });
    const found = (await publisher.lookFor('f', begun))?.mission;
    if (!found) throw new Error('It is not found');
    const ofAnother = { ...begun, isCurrent: () => Promise.resolve(false) };
    expect(await publisher.bind('f', found, true, ofAnother)).toBe('otherAccount');
    await publisher.settle('f', ofAnother);
    expect(files.saved.get('f')).toBe(text('Owl'));
    expect(await journal.unconfirmed(journalKeyOf('f'))).toBeDefined();
    expect(await publisher.bind('f', found, true, begun)).toBe('written');
  });

  it('calls no mission deleted that an account has not which is no longer in use', async () => {
    const { publisher, gone } = open();
    const begun = createActions({ ...rig, client: rig.client.bind(), wake: () => undefined });
    const unknown = '11111111-1111-4111-8111-111111111111';
    expect(await publisher.readRemote(unknown, { ...begun, isCurrent: () => Promise.resolve(false) })).toBe('gone');
    expect(gone).toEqual([]);
    expect(await publisher.readRemote(unknown, begun)).toBe('gone');
    expect(gone).toEqual([unknown]);
  });

  it('publishes what saving has made of the text', async () => {
    const { publisher } = open();
    files.saved.set('f', text('Owl'));
    files.editors.set('f', text('Owl', 'Do it now.   '));
    files.formatting((now) => now.replace(/ +$/gm, ''));
    const outcome = await publisher.publish('f');
    expect(outcome).toMatchObject({ kind: 'created', mission: { instructions: 'Do it now.\n' } });
    expect((await publisher.publish('f')).kind).toBe('unchanged');
  });

  it('gives the id to the file where it was moved to, also in the journal', async () => {
    const { publisher, journals, journal } = open();
    files.saved.set('f', text('Owl'));
    rig.simulator.addFault({ operation: 'createMission', times: 1, effect: { kind: 'slow', ms: 50 } });
    const publishing = publisher.publish('f');
    await expect.poll(created).toBe(1);
    files.move('f', 'sub/g');
    await journals.rename((key) => (key === journalKeyOf('f') ? journalKeyOf('sub/g') : key));
    expect((await publisher.publish('sub/g')).kind).toBe('busy');
    expect(await publishing).toMatchObject({ kind: 'created', bound: 'written', uri: 'sub/g' });
    expect([...files.saved.keys()]).toEqual(['sub/g']);
    expect((await journal.entry(journalKeyOf('sub/g')))?.created).toBeDefined();
  });

  it('brings no deleted file back', async () => {
    const { publisher } = open();
    files.saved.set('f', text('Owl'));
    rig.simulator.addFault({ operation: 'createMission', times: 1, effect: { kind: 'slow', ms: 50 } });
    const publishing = publisher.publish('f');
    await expect.poll(created).toBe(1);
    files.saved.delete('f');
    expect(await publishing).toMatchObject({ kind: 'created', bound: 'gone' });
    expect(files.saved.size).toBe(0);
    expect(await publisher.publish('f')).toEqual({ kind: 'notSaved', missing: true });
  });

  it('reads the disk before it creates anything: an editor may not show yet that it was published', async () => {
    const { publisher } = open();
    const { missionId } = await rig.client.createMission({ name: 'Owl' });
    files.saved.set('f', text('Owl').replace('---\n\n', `mission_id: ${missionId}\n---\n\n`));
    files.editors.set('f', text('Owl', 'Typed here.'));
    rig.simulator.forget();
    expect(await publisher.publish('f')).toMatchObject({ kind: 'publishedBefore', mission: { missionId } });
    expect(created()).toBe(0);
    expect(files.editors.get('f')).toContain('Typed here.');
  });

  it('writes over no id that the file has got meanwhile', async () => {
    const { publisher } = open();
    const { missionId } = await rig.client.createMission({ name: 'Theirs' });
    files.saved.set('f', text('Owl'));
    rig.simulator.addFault({ operation: 'createMission', times: 1, effect: { kind: 'slow', ms: 50 } });
    const publishing = publisher.publish('f');
    await expect.poll(created).toBe(2);
    const theirs = text('Owl').replace('---\n\n', `mission_id: ${missionId}\n---\n\n`);
    files.saved.set('f', theirs);
    expect(await publishing).toMatchObject({ kind: 'created', bound: 'other' });
    expect(files.saved.get('f')).toBe(theirs);
  });

  it('tells of the second one where two that know nothing of each other publish the file at once', async () => {
    // Two user data directories: all that they share is the disk and the account.
    const [mine, theirs] = [new Map<string, unknown>(), new Map<string, unknown>()];
    files.saved.set('f', text('Owl'));
    rig.simulator.addFault({ operation: 'createMission', times: 1, effect: { kind: 'slow', ms: 50 } });
    const outcomes = await Promise.all([
      open('w1', () => mine).publisher.publish('f'),
      open('w2', () => theirs).publisher.publish('f'),
    ]);
    // Whichever of them comes first.
    const bounds = outcomes.map((outcome) => (outcome.kind === 'created' ? outcome.bound : outcome.kind));
    expect(bounds.sort()).toEqual(['other', 'written']);
    files.saved.set('f', (files.saved.get('f') ?? '').replace('Do it.', 'Do it twice.'));
    expect((await open('w1', () => mine).publisher.publish('f')).kind).toBe('published');
    expect(created()).toBe(2);
  });
});

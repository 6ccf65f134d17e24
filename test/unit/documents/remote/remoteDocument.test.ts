import { describe, expect, it } from 'vitest';
import {
  goneFile,
  openRemoteFile,
  type DocumentKind,
  type Saved,
} from '../../../../src/documents/remote/remoteDocument';
import { textHash } from '../../../../src/model/sha256';
import { createStore } from '../../../../src/tracking/store/store';

type Note = { readonly text: string; readonly at: number };

/** A document whose server is a variable. */
function noted(first: Note) {
  const server = { now: first, heard: undefined as Note | undefined };
  const kind: DocumentKind<Note, 'noteId'> = {
    read: () => Promise.resolve(server.now),
    print: ({ text }) => text,
    updatedAt: ({ at }) => at,
    storedValue: () => server.heard,
    isConflict: ({ base, overwritten }, now) => now.text !== (overwritten ?? base).text,
    save: (_, { base, mine, overwritten }): Promise<Saved<Note>> => {
      if (server.now.text !== (overwritten ?? base).text)
        return Promise.resolve({ kind: 'conflict', remote: server.now });
      server.now = { text: mine, at: server.now.at };
      return Promise.resolve({ kind: 'saved', value: server.now });
    },
  };
  return { server, kind, open: (editsOf?: string) => openRemoteFile(kind, { noteId: 'n' }, editsOf) };
}

/** Any change will do: what is heard is decided by the kind above. */
function anyChange() {
  const store = createStore();
  let change: Parameters<Parameters<typeof store.subscribe>[0]>[0] | undefined;
  store.subscribe((said) => (change = said));
  store.put([{ kind: 'busy', runId: 'r', busy: true }]);
  if (!change) throw new Error('Nothing was said');
  return change;
}

describe('a remote document', () => {
  it('bases edits on what is shown, not on what was read after', async () => {
    const { server, open } = noted({ text: 'one', at: 1 });
    const file = await open();
    const { mtime } = file;
    server.now = { text: 'two', at: 2 };
    expect(await file.load()).toBe(true);
    expect([file.text, file.mtime > mtime]).toEqual(['two', true]);
    file.setBase('something older');
    expect((await file.save('mine')).kind).toBe('conflict');
    file.setBase('two');
    expect(await file.save('mine')).toEqual({ kind: 'saved', differs: false });
    expect(server.now.text).toBe('mine');
  });

  it('asks for nothing and writes nothing where nobody has edited it, in whatever form the editor has it', async () => {
    const { server, kind, open } = noted({ text: 'a\r\nb\nc\rd \ud800', at: 1 });
    const file = await open();
    const { now } = server;
    server.now = { text: 'somebody else’s', at: 2 };
    await file.load();
    expect(await file.save('a\nb\nc\nd \ufffd')).toEqual({ kind: 'saved', differs: true });
    expect(server.now.text).toBe('somebody else’s');
    server.now = now;
    const draft = await openRemoteFile({ ...kind, savesUnedited: true as const }, { noteId: 'n' });
    await draft.save('a\nb\nc\nd \ufffd');
    expect(server.now.text).toBe('a\nb\nc\nd \ufffd');
  });

  it('overwrites what was agreed to, and nothing newer', async () => {
    const { server, open } = noted({ text: 'one', at: 1 });
    const file = await open();
    server.now = { text: 'two', at: 2 };
    const first = await file.save('mine');
    if (first.kind !== 'conflict') throw new Error('No conflict');
    expect(first.text).toBe('two');
    first.allowOverwrite();
    server.now = { text: 'three', at: 3 };
    const second = await file.save('mine');
    if (second.kind !== 'conflict') throw new Error('No conflict');
    second.allowOverwrite();
    expect((await file.save('mine')).kind).toBe('saved');
    // The agreement is used up.
    server.now = { text: 'four', at: 4 };
    expect((await file.save('mine, again')).kind).toBe('conflict');
  });

  it('says beforehand what a save would be in conflict with, writes nothing, and is agreed with once', async () => {
    const { server, open } = noted({ text: 'one', at: 1 });
    const file = await open();
    expect(await file.conflict('mine')).toBeUndefined();
    server.now = { text: 'two', at: 2 };
    // Nobody has edited it.
    expect(await file.conflict('one')).toBeUndefined();
    const conflict = await file.conflict('mine');
    expect([conflict?.text, server.now.text]).toEqual(['two', 'two']);
    // As long as nobody has agreed, it is one.
    expect((await file.conflict('mine'))?.text).toBe('two');
    expect((await file.save('mine')).kind).toBe('conflict');
    conflict?.allowOverwrite();
    expect(await file.conflict('mine')).toBeUndefined();
    server.now = { text: 'three', at: 3 };
    expect((await file.conflict('mine'))?.text).toBe('three');
    expect((await file.save('mine')).kind).toBe('conflict');
    (await file.conflict('mine'))?.allowOverwrite();
    expect((await file.save('mine')).kind).toBe('saved');
    expect(server.now.text).toBe('mine');
  });

  it('asks of edits that outlived a reload what it asks of others: once', async () => {
    const { server, open } = noted({ text: 'one', at: 1 });
    const file = await open(await textHash('older'));
    const conflict = await file.conflict('mine');
    expect([conflict?.text, server.now.text]).toEqual(['one', 'one']);
    conflict?.allowOverwrite();
    expect(await file.conflict('mine')).toBeUndefined();
    expect((await file.save('mine')).kind).toBe('saved');
    // Of edits that are made of what is there, it asks nothing.
    expect(await (await open(await textHash('mine'))).conflict('mine again')).toBeUndefined();
    const changed = await open(await textHash('mine'));
    server.now = { text: 'theirs', at: 3 };
    expect((await changed.conflict('mine again'))?.text).toBe('theirs');
  });

  it('knows what is left where it is gone and its edits are there again', async () => {
    const { kind } = noted({ text: 'one', at: 1 });
    const created: unknown[] = [];
    const again: DocumentKind<Note, 'noteId'> = {
      ...kind,
      lost: ({ noteId }, { name, kept, mine }) => ({ text: [noteId, name, kept, mine].join(), at: 0 }),
      createMission(base, mine) {
        created.push([base.text, mine]);
        return Promise.resolve(true);
      },
    };
    const gone = goneFile(again, { noteId: 'n' }, { name: 'Note', kept: 'kept' });
    expect([gone.canBecomeMission, gone.problems('mine'), await gone.createMission('mine')]).toEqual([true, [], true]);
    expect(created).toEqual([['n,Note,kept,mine', 'mine']]);
    expect(goneFile(kind, { noteId: 'n' }, { name: 'Note', kept: undefined }).canBecomeMission).toBe(false);
  });

  it('hears of what is newer, and moves its time also where the clock stands still', async () => {
    const { server, open } = noted({ text: 'one', at: 5 });
    const file = await open();
    const change = anyChange();
    server.heard = { text: 'older', at: 4 };
    expect([file.onStoreChange(change), file.text]).toEqual([false, 'one']);
    server.heard = { text: 'same time', at: 5 };
    expect([file.onStoreChange(change), file.text, file.mtime]).toEqual([true, 'same time', 6]);
    server.heard = undefined;
    expect(file.onStoreChange(change)).toBe(false);
  });

  it('does not take what was asked for before it was saved', async () => {
    const { server, open } = noted({ text: 'one', at: 1 });
    const file = await open();
    const load = file.load();
    await file.save('mine');
    expect(await load).toBe(false);
    expect([file.text, server.now.text]).toEqual(['mine', 'mine']);
  });

  it('keeps what it has heard while it was saved, where that is newer than the answer', async () => {
    const { server, kind } = noted({ text: 'one', at: 1 });
    const change = anyChange();
    let meanwhile: () => unknown = () => undefined;
    const save = (): Promise<Saved<Note>> => {
      meanwhile();
      return Promise.resolve({ kind: 'saved', value: { text: 'mine', at: 2 } });
    };
    const file = await openRemoteFile({ ...kind, save }, { noteId: 'n' });
    server.heard = { text: 'theirs, after mine', at: 3 };
    meanwhile = () => file.onStoreChange(change);
    expect(await file.save('mine')).toEqual({ kind: 'saved', differs: true });
    expect([file.text, file.baseTextOf('mine')]).toEqual(['theirs, after mine', 'mine']);
  });

  it('asks before it saves edits that outlived a reload of the window, where the text is another one now', async () => {
    const { server, open } = noted({ text: 'one', at: 1 });
    const file = await open(await textHash('older'));
    expect(file.baseTextOf('mine')).toBeUndefined();
    // Not even where nobody shows it yet.
    file.setBase();
    const first = await file.save('mine');
    if (first.kind !== 'conflict') throw new Error('No conflict');
    expect([first.text, server.now.text]).toEqual(['one', 'one']);
    first.allowOverwrite();
    expect(file.baseTextOf('mine')).toBe('one');
    server.now = { text: 'two', at: 2 };
    expect((await file.save('mine')).kind).toBe('conflict');

    const again = await open(await textHash('older'));
    // As soon as an editor shows what there is, edits are of that.
    again.setBase('two');
    expect((await again.save('mine')).kind).toBe('saved');
  });

  it('knows what edits from before a reload were made from, where that is still there', async () => {
    const { server, open } = noted({ text: 'one', at: 1 });
    const file = await open(await textHash('one'));
    expect(file.baseTextOf('mine')).toBe('one');
    expect((await file.save('mine')).kind).toBe('saved');
    expect(server.now.text).toBe('mine');
    const same = await open(await textHash('one'));
    // There is nothing to ask about where the service has it already.
    expect((await same.save('mine')).kind).toBe('saved');
  });

  it('keeps what was not saved as a change of what was', async () => {
    const { kind } = noted({ text: 'one', at: 1 });
    const bases: string[] = [];
    const save = (_: unknown, { base }: { readonly base: Note }): Promise<Saved<Note>> => {
      bases.push(base.text);
      return Promise.resolve({ kind: 'partly', base: { text: 'half', at: 1 }, message: 'Not all of it' });
    };
    const file = await openRemoteFile({ ...kind, save }, { noteId: 'n' });
    expect(await file.save('mine')).toMatchObject({ kind: 'partly', message: 'Not all of it' });
    await file.save('mine');
    expect([bases, file.text]).toEqual([['one', 'half'], 'one']);
  });
});

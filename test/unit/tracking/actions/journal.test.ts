import { describe, expect, it } from 'vitest';
import { ApiError } from '../../../../src/api/apiError';
import type { Outcome } from '../../../../src/tracking/actions/outcome';
import { createJournals } from '../../../../src/tracking/actions/journal';
import type { IntentFiles, JournalState } from '../../../../src/tracking/actions/journalEntries';

const lost = new ApiError({ kind: 'network', operation: 'createMission', maybeDone: true });

/** What windows of one user share. */
function memory(): JournalState & { readonly held: Map<string, unknown> } {
  const held = new Map<string, unknown>();
  return {
    held,
    get: (key) => held.get(key),
    update: (key, value) => {
      held.set(key, structuredClone(value));
      return Promise.resolve();
    },
  };
}

function memoryFiles(): IntentFiles & { readonly held: Map<string, unknown> } {
  const held = new Map<string, unknown>();
  return {
    held,
    keep: (name, value) => Promise.resolve(void held.set(name, structuredClone(value))),
    drop: (name) => Promise.resolve(void held.delete(name)),
    all: () => Promise.resolve([...held.values()]),
  };
}

describe('the journal of acts that must not happen twice', () => {
  let clock = 1_000_000;
  const open = (state: JournalState, window = 'w1', account = 'a', files = memoryFiles()) => {
    const journals = createJournals({ state, files, window, now: () => clock });
    return { ...journals, ...journals.of(() => Promise.resolve(account)) };
  };
  const never = () => new Promise<Outcome<string>>(() => undefined);
  const done = (value: string) => () => Promise.resolve<Outcome<string>>({ kind: 'done', value });

  it('knows before the request is sent that it may be', async () => {
    const state = memory();
    let atSending: unknown;
    await open(state).once({ key: 'clone 1' }, () => {
      atSending = structuredClone(state.held.get('journal'));
      return Promise.resolve({ kind: 'done', value: undefined });
    });
    expect(atSending).toMatchObject([{ key: 'clone 1', account: 'a' }]);
    expect(await open(state).entry('clone 1')).toBeUndefined();
  });

  it('says after a reload that an act may have happened, until that is settled', async () => {
    const state = memory();
    void open(state).once({ key: 'clone 1', sent: { name: 'Owl' } }, never);
    await expect.poll(() => state.held.size).toBe(1);
    const after = open(state, 'w2');
    const entry = await after.unconfirmed('clone 1');
    expect(entry).toMatchObject({ sent: { name: 'Owl' }, window: 'w1' });
    if (!entry) return;
    expect(after.mayStillArrive(entry)).toBe(true);
    clock += 121_000;
    expect(after.mayStillArrive(entry)).toBe(false);
    // A clock that was set back an hour keeps no act waiting for as long.
    clock -= 3_600_000;
    expect(after.mayStillArrive(entry)).toBe(false);
    await after.settle('clone 1');
    expect(await after.unconfirmed('clone 1')).toBeUndefined();
  });

  it('says so also where a reload has lost what the state was given', async () => {
    const files = memoryFiles();
    let keptAtSending = 0;
    const sent = new Promise<void>((resolve) => {
      void open(memory(), 'w1', 'a', files).once({ key: 'clone 1', sent: { name: 'Owl' } }, () => {
        keptAtSending = files.held.size;
        resolve();
        return never();
      });
    });
    await sent;
    expect(keptAtSending).toBe(1);
    const after = open(memory(), 'w2', 'a', files);
    expect(await after.unconfirmed('clone 1')).toMatchObject({ sent: { name: 'Owl' }, window: 'w1' });
    expect(await after.entries()).toHaveLength(1);
    await after.settle('clone 1');
    expect(files.held.size).toBe(0);
    expect(await open(memory(), 'w3', 'a', files).unconfirmed('clone 1')).toBeUndefined();
  });

  it('keeps no file of what was answered, follows what a key names, and takes a broken file for nothing', async () => {
    const files = memoryFiles();
    files.held.set('broken', '{ "key": ');
    const journal = open(memory(), 'w1', 'a', files);
    await journal.once({ key: 'clone 1' }, done('copy'));
    expect([...files.held.keys()]).toEqual(['broken']);
    await journal.once({ key: 'clone 1' }, () => Promise.resolve({ kind: 'unsure', error: lost }));
    await journal.rename((key) => key.replace('clone 1', 'clone 2'));
    const after = open(memory(), 'w2', 'a', files);
    expect((await after.entries()).map(({ key }) => key)).toEqual(['clone 2']);
  });

  it('keeps what a lost answer leaves unknown, and nothing of what was refused', async () => {
    const journal = open(memory());
    await journal.once({ key: 'clone 1' }, () => Promise.resolve({ kind: 'unsure', error: lost }));
    expect(await journal.unconfirmed('clone 1')).toBeDefined();
    await journal.once({ key: 'clone 2' }, () => Promise.resolve({ kind: 'refused', error: lost }));
    expect(await journal.entry('clone 2')).toBeUndefined();
  });

  it('says of a request that has timed out that it may still arrive, and of one that was answered that it will not', async () => {
    const journal = open(memory());
    const late = new ApiError({ kind: 'timeout', operation: 'createMission', maybeDone: true });
    await journal.once({ key: 'clone 1' }, () => Promise.resolve({ kind: 'unsure', error: late }));
    const failed = new ApiError({ kind: 'server', operation: 'createMission', status: 502, maybeDone: true });
    await journal.once({ key: 'clone 2' }, () => Promise.resolve({ kind: 'unsure', error: failed }));
    const [second, first] = await journal.entries();
    if (!first || !second) throw new Error('Nothing is remembered');
    expect([first, second].map((entry) => journal.mayStillArrive(entry))).toEqual([true, false]);
    clock += 121_000;
    expect(journal.mayStillArrive(first)).toBe(false);
  });

  it('sends one of the same under way, and says of it nothing yet', async () => {
    const journal = open(memory());
    let send: (outcome: Outcome<string>) => void = () => undefined;
    const first = journal.once({ key: 'clone 1' }, () => new Promise<Outcome<string>>((resolve) => (send = resolve)));
    expect(await journal.once({ key: 'clone 1' }, done('x'))).toEqual({ kind: 'busy' });
    expect(await journal.unconfirmed('clone 1')).toBeUndefined();
    send({ kind: 'done', value: 'y' });
    expect(await first).toEqual({ kind: 'done', value: 'y' });
  });

  it('remembers what was created where that is wanted, and puts it back where another was refused', async () => {
    const journal = open(memory());
    await journal.once({ key: 'publish f', idOf: (id: string) => id }, done('m1'));
    expect(await journal.unconfirmed('publish f')).toBeUndefined();
    await journal.once({ key: 'publish f' }, () => Promise.resolve({ kind: 'refused', error: lost }));
    expect((await journal.entry('publish f'))?.created).toBe('m1');
  });

  it('belongs to its account', async () => {
    const state = memory();
    await open(state).once({ key: 'clone 1' }, () => Promise.resolve({ kind: 'unsure', error: lost }));
    const other = open(state, 'w1', 'b');
    expect(await other.unconfirmed('clone 1')).toBeUndefined();
    await other.settle('clone 1');
    expect(await open(state).unconfirmed('clone 1')).toBeDefined();
  });

  it('follows what its keys name, also while that is under way', async () => {
    const journal = open(memory());
    let send: (outcome: Outcome<string>) => void = () => undefined;
    const first = journal.once(
      { key: 'publish old', idOf: (id: string) => id },
      () => new Promise<Outcome<string>>((resolve) => (send = resolve)),
    );
    await expect.poll(() => journal.entry('publish old')).toBeDefined();
    await journal.rename((key) => key.replace('old', 'new'));
    expect(await journal.once({ key: 'publish new' }, done('x'))).toEqual({ kind: 'busy' });
    send({ kind: 'done', value: 'm1' });
    await first;
    expect((await journal.entry('publish new'))?.created).toBe('m1');
    expect(await journal.entry('publish old')).toBeUndefined();
  });

  it('knows only of what was moved where that takes the place of something else', async () => {
    const journal = open(memory());
    await journal.once({ key: 'publish new', idOf: (id: string) => id }, done('m1'));
    await journal.once({ key: 'publish old' }, () => Promise.resolve({ kind: 'unsure', error: lost }));
    await journal.rename((key) => key.replace('old', 'new'));
    expect(await journal.unconfirmed('publish new')).toBeDefined();
    expect(await journal.entries()).toHaveLength(1);
  });

  it('says what was created also where that cannot be kept', async () => {
    const state = memory();
    const journal = open(state);
    const outcome = await journal.once({ key: 'publish f', idOf: (id: string) => id }, () => {
      state.update = () => Promise.reject(new Error('The disk is full'));
      return Promise.resolve({ kind: 'done', value: 'm1' });
    });
    expect(outcome).toEqual({ kind: 'done', value: 'm1' });
  });

  it('tells of the keys alone that something is new of', async () => {
    const journal = open(memory());
    await journal.once({ key: 'publish f', idOf: (id: string) => id }, done('m1'));
    const heard = new Set<string>();
    journal.subscribe((keys) => keys.forEach((key) => heard.add(key)));
    await journal.once({ key: 'publish g', idOf: (id: string) => id }, done('m2'));
    expect([...heard]).toEqual(['publish g']);
    await journal.rename((key) => key.replace('g', 'h'));
    expect(heard).toContain('publish h');
  });

  it('takes what it does not know of the form for nothing, and keeps a bounded number', async () => {
    const state = memory();
    await state.update('journal', [1, null, { key: 'k' }, { key: 'k', account: 'a', window: 'w', at: 1, sent: {} }]);
    const journal = open(state);
    expect(await journal.entries()).toHaveLength(1);
    const [one] = await journal.entries();
    await state.update(
      'journal',
      Array.from({ length: 600 }, (_, number) => ({ ...one, key: `publish ${number}` })),
    );
    await journal.confirm('publish 600', 'm');
    expect(await journal.entries()).toHaveLength(500);
    expect((await journal.entries())[0]?.key).toBe('publish 600');
  });
});

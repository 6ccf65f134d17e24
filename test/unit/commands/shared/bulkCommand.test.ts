import { describe, expect, it, vi } from 'vitest';
import { createBulkRecord } from '../../../../src/commands/shared/bulkRecord';
import { runBulkCommand, type BulkCommand } from '../../../../src/commands/shared/bulkCommand';
import type { BulkEnd, BulkResult } from '../../../../src/tracking/actions/bulkActions';

const messages: string[] = [];
vi.mock('vscode', () => ({
  l10n: {
    t: (text: string, ...of: readonly unknown[]) => text.replace(/\{(\d)\}/g, (_, at) => String(of[Number(at)])),
  },
  ProgressLocation: { Notification: 15 },
  window: {
    withProgress: (_: unknown, work: (progress: unknown, token: unknown) => Promise<unknown>) =>
      work(
        { report: ({ message }: { message: string }) => messages.push(message) },
        { onCancellationRequested: () => undefined },
      ),
  },
}));

/** A command on letters, and the ends that it has reported. */
function command(parts: Partial<BulkCommand<string>>) {
  const reported: (readonly string[])[] = [];
  const letters: BulkCommand<string> = {
    choose: () => Promise.resolve(['a', 'b', 'c']),
    name: (letter) => letter.toUpperCase(),
    run: () => Promise.resolve<BulkEnd>({ kind: 'done' }),
    progress: 'Doing it',
    report(results: readonly BulkResult<string>[]) {
      reported.push(results.map(({ item, end }) => `${item} ${end.kind}`));
      return Promise.resolve(undefined);
    },
    ...parts,
  };
  const memory = new Map<string, unknown>();
  const state = {
    keys: () => [...memory.keys()],
    get: (key: string): undefined => memory.get(key) as undefined,
    update: (key: string, value: unknown) => Promise.resolve(void memory.set(key, structuredClone(value))),
  };
  messages.length = 0;
  return { reported, memory, run: () => runBulkCommand(letters, createBulkRecord(state)) };
}

describe('a bulk command', () => {
  it.each([undefined, []])('does nothing where %s was chosen', async (chosen) => {
    const run = vi.fn(() => Promise.resolve<BulkEnd>({ kind: 'done' }));
    const { reported, ...bulk } = command({ choose: () => Promise.resolve(chosen), run });
    await bulk.run();
    expect(run).not.toHaveBeenCalled();
    expect(reported).toEqual([]);
  });

  it('runs one by one where that is wanted, names each, and begins no further one after stopAll', async () => {
    let running = 0;
    const { reported, ...bulk } = command({
      oneByOne: true,
      async run(letter, stopAll) {
        expect(++running).toBe(1);
        await Promise.resolve();
        running--;
        if (letter === 'b') stopAll();
        return letter === 'b' ? { kind: 'failed' } : { kind: 'done' };
      },
    });
    await bulk.run();
    expect(messages).toEqual(['1 of 3: A', '2 of 3: B']);
    expect(reported).toEqual([['a done', 'b failed', 'c notTried']]);
  });

  it('runs those once more that its report returns, and keeps nothing for a reload once it has ended', async () => {
    const rounds: (readonly string[])[] = [];
    const bulk = command({
      report(results) {
        rounds.push(results.map(({ item }) => item));
        return Promise.resolve(rounds.length === 1 ? ['b'] : undefined);
      },
    });
    await bulk.run();
    expect(rounds).toEqual([['a', 'b', 'c'], ['b']]);
    expect([...bulk.memory.values()]).toEqual([[]]);
  });
});

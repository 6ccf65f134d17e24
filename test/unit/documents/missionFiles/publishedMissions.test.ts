import { describe, expect, it } from 'vitest';
import { createPublishedMissions, missionHash } from '../../../../src/documents/missionFiles/publishedMissions';
import type { Mission } from '../../../../src/model/mission';

const key = 'missionFiles.published';
const missionId = '1b7ac2b5-4b7e-4f6e-9d44-06a6b1f1a001';
const saying = (instructions: string, updatedAt = 1): Mission => ({
  missionId,
  name: 'Owl',
  executionMode: 'external',
  instructions,
  createdAt: 0,
  updatedAt,
});

function memento(kept: Record<string, unknown> = {}) {
  return {
    kept,
    keys: () => Object.keys(kept),
    get: <T>(name: string) => kept[name] as T,
    update: (name: string, value: unknown) => Promise.resolve(void (kept[name] = structuredClone(value))),
  };
}

describe('what was published', () => {
  it('is known for each file and mission, so that a copy is not taken for its original', async () => {
    const published = createPublishedMissions(memento());
    await published.remember('file:///a', saying('one'));
    expect(published.of('file:///a', missionId)).toMatchObject({ hash: await missionHash(saying('one')), before: [] });
    expect(published.of('file:///copy', missionId)).toBeUndefined();
    expect(published.of('file:///a', missionId.toUpperCase())).toBeDefined();
  });

  it('is known of all texts that a file has published', async () => {
    const published = createPublishedMissions(memento());
    for (const text of ['one', 'two', 'three', 'two']) await published.remember('file:///a', saying(text));
    const [one, two, three] = await Promise.all(['one', 'two', 'three'].map((text) => missionHash(saying(text))));
    expect(published.of('file:///a', missionId)).toMatchObject({ hash: two, before: [three, one] });
    for (let text = 0; text < 60; text++) await published.remember('file:///a', saying(String(text)));
    expect(published.of('file:///a', missionId)?.before).toHaveLength(50);
  });

  it('moves with its file', async () => {
    const published = createPublishedMissions(memento());
    await published.remember('file:///a', saying('one'));
    await published.rename((file) => file.replace('///a', '///b'));
    expect(published.of('file:///a', missionId)).toBeUndefined();
    expect(published.of('file:///b', missionId)).toBeDefined();
  });

  it('is read where an older version has kept it by the mission alone, until a file has published it', async () => {
    const state = memento({
      [key]: { [missionId]: { hash: 'old', updatedAt: 7 }, other: { hash: 'o', updatedAt: 1 } },
    });
    const published = createPublishedMissions(state);
    expect(published.of('file:///a', missionId)).toEqual({ hash: 'old', updatedAt: 7, before: [] });
    expect(published.hashAt(missionId, 7)).toBe('old');
    await published.remember('file:///a', saying('one', 8));
    expect(published.of('file:///a', missionId)?.before).toEqual(['old']);
    expect(published.of('file:///copy', missionId)).toBeUndefined();
    expect(published.hashAt(missionId, 8)).toBe(await missionHash(saying('one')));
    expect(published.of('file:///a', 'other')).toMatchObject({ hash: 'o' });
  });

  it.each([undefined, 1, [], { [missionId]: 1 }, { [missionId]: { hash: 1, updatedAt: 1 } }])(
    'is nothing where something else is kept: %j',
    async (kept) => {
      const published = createPublishedMissions(memento({ [key]: kept }));
      expect(published.of('file:///a', missionId)).toBeUndefined();
      await published.remember('file:///a', saying('one'));
      expect(published.of('file:///a', missionId)).toBeDefined();
    },
  );
});

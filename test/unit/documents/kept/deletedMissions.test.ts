import { beforeEach, describe, expect, it, vi } from 'vitest';
import type * as vscode from 'vscode';
import { createDeletedMissions } from '../../../../src/documents/kept/deletedMissions';
import { createKeptFiles } from '../../../../src/documents/kept/keptFiles';
import { jsonText, parseJson } from '../../../../src/model/jsonObject';
import type { Mission } from '../../../../src/model/mission';

const disk = vi.hoisted(() => ({
  files: new Map<string, { bytes: Uint8Array; mtime: number }>(),
  isFull: false,
  now: 0,
}));

vi.mock('vscode', () => {
  const found = (uri: string) => {
    const file = disk.files.get(uri);
    return file ? Promise.resolve(file) : Promise.reject(new Error('Not found'));
  };
  return {
    Uri: { joinPath: (base: string, name: string) => `${base}/${name}` },
    workspace: {
      fs: {
        readDirectory: () => Promise.resolve([...disk.files.keys()].map((uri) => [uri.split('/').pop(), 1])),
        readFile: async (uri: string) => (await found(uri)).bytes,
        stat: (uri: string) => found(uri),
        async delete(uri: string) {
          await found(uri);
          disk.files.delete(uri);
        },
        writeFile(uri: string, bytes: Uint8Array) {
          if (disk.isFull) return Promise.reject(new Error('Full'));
          disk.files.set(uri, { bytes, mtime: disk.now });
          return Promise.resolve();
        },
      },
    },
  };
});

const day = 86_400_000;
const owl: Mission = { missionId: 'm1', name: 'Owl', executionMode: 'external', createdAt: 0, updatedAt: 0 };

/** Of one window; all of them share the disk. */
const open = () => createDeletedMissions(createKeptFiles('storage' as unknown as vscode.Uri), () => disk.now);

describe('deleted missions', () => {
  beforeEach(() => {
    disk.files.clear();
    disk.isFull = false;
    disk.now = 100 * day;
  });

  it('keep the digits of their numbers, and fields that are not known here', async () => {
    const of = (text: string) => parseJson(text) as Mission;
    const kept = '"metadata":{"crm_id":1293384261075731499,"ratio":1.0},"more":{"tags":[1e400],"tools":[{"a":-0}]}';
    await open().keep('a', { mission: of(`${JSON.stringify(owl).slice(0, -1)},${kept}}`), at: disk.now });
    const [deleted] = await open().list('a');
    expect(jsonText(deleted?.mission)).toContain(kept.split(',"more"')[0]);
    expect(jsonText(deleted?.mission)).toContain('"more":{"tags":[1e400],"tools":[{"a":-0}]}');
  });

  it('can be restored once, whichever window does it', async () => {
    const [mine, theirs] = [open(), open()];
    await mine.keep('a', { mission: owl, at: disk.now });
    expect(await theirs.list('a')).toMatchObject([{ mission: { name: 'Owl' } }]);
    expect(await theirs.list('b')).toEqual([]);
    await theirs.drop('a', 'm1');
    expect(await mine.has('a', 'm1')).toBe(false);
    expect(await mine.list('a')).toEqual([]);
  });

  it('are known to the window where the disk takes none', async () => {
    const window = open();
    disk.isFull = true;
    await window.keep('a', { mission: owl, at: disk.now });
    expect(await window.has('a', 'm1')).toBe(true);
    expect(await window.list('a')).toHaveLength(1);
    await window.drop('a', 'm1');
    expect(await window.has('a', 'm1')).toBe(false);
    expect(await window.list('a')).toEqual([]);
  });

  it('are still there after another window has read them half written', async () => {
    const [mine, theirs] = [open(), open()];
    await mine.keep('a', { mission: owl, at: disk.now });
    const [[uri, whole] = []] = [...disk.files];
    if (!uri || !whole) throw new Error('Nothing is kept');
    disk.files.set(uri, { ...whole, bytes: whole.bytes.slice(0, 20) });
    expect(await theirs.list('a')).toEqual([]);
    await theirs.prune();
    disk.files.set(uri, whole);
    expect(await theirs.list('a')).toHaveLength(1);
  });

  it('go from the disk after a week, also where nobody asks for them', async () => {
    await open().keep('a', { mission: owl, at: disk.now });
    disk.now += 6 * day;
    await open().prune();
    expect(disk.files.size).toBe(1);
    disk.now += 2 * day;
    await open().prune();
    expect(disk.files.size).toBe(0);
  });
});

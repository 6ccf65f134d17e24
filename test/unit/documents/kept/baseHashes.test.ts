import { expect, it } from 'vitest';
import type * as vscode from 'vscode';
import { createBaseHashes } from '../../../../src/documents/kept/baseHashes';
import { textHash } from '../../../../src/model/sha256';
import { waitFor } from '../../../harness/waitFor';

/** As much of a URI as is asked for. */
function uriOf(scheme: string, path: string): vscode.Uri {
  const uri = {
    scheme,
    path,
    toString: () => `${scheme}:${path}`,
    with: (to: { scheme: string }) => uriOf(to.scheme, path),
  };
  return uri as unknown as vscode.Uri;
}

function memento(values: Record<string, unknown>): vscode.Memento {
  return {
    keys: () => Object.keys(values),
    get: (key: string) => values[key],
    update: (key: string, value: unknown) => {
      values[key] = value;
      return Promise.resolve();
    },
  } as vscode.Memento;
}

it('bases of edits are found under the scheme of now and under that of an earlier version', async () => {
  const old = uriOf('missions-plan', '/m/r/Roof.plan.md');
  const now = uriOf('missions', '/m/r/Roof.plan.md');
  for (const [kept, sought] of [
    [old, now],
    [now, old],
  ] as const) {
    const state = memento({});
    const bases = createBaseHashes(state, () => false);
    bases.keep(kept, 'the plan', 'account', 'rest');
    const hash = await textHash('the plan');
    await waitFor('the hash', () => bases.of(kept) === hash);
    expect([bases.of(sought), bases.accountOf(sought), bases.keptOf(sought)]).toEqual([hash, 'account', 'rest']);
    expect(bases.of(uriOf('file', '/m/r/Roof.plan.md'))).toBeUndefined();
    // The edits of one are not those of the other.
    bases.drop(sought);
    expect(bases.of(kept)).toBe(hash);
    bases.drop(kept);
    expect(bases.of(sought)).toBeUndefined();
  }
});

it('a base of its own scheme comes before that of another', () => {
  const state = memento({ 'documents.bases': { 'missions:/m/a': 'new', 'missions-plan:/m/a': 'old' } });
  const bases = createBaseHashes(state, () => false);
  expect(bases.of(uriOf('missions', '/m/a'))).toBe('new');
  expect(bases.of(uriOf('missions-plan', '/m/a'))).toBe('old');
});

it('a base that was kept under an earlier scheme is dropped with that of now, unless something is open there', () => {
  const kept = (): Record<string, unknown> => ({
    'documents.bases': { 'missions-plan:/m/r/a': 'old' },
    'documents.accounts': { 'missions-plan:/m/r/a': 'account' },
    'documents.kept': { 'missions-plan:/m/r/a': 'rest', 'missions:/m/r/other': 'its' },
  });
  const closed = kept();
  createBaseHashes(memento(closed), () => false).drop(uriOf('missions', '/m/r/a'));
  expect(closed).toEqual({
    'documents.bases': {},
    'documents.accounts': {},
    'documents.kept': { 'missions:/m/r/other': 'its' },
  });
  const open = kept();
  const bases = createBaseHashes(memento(open), ({ scheme }) => scheme === 'missions-plan');
  bases.drop(uriOf('missions', '/m/r/a'));
  expect(open).toEqual(kept());
  bases.drop(uriOf('missions-plan', '/m/r/a'));
  expect(open['documents.bases']).toEqual({});
});

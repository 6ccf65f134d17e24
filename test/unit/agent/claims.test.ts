import { describe, expect, it, vi } from 'vitest';
import { claimOf, withClaim, withoutClaim } from '../../../src/model/claim';
import type { Run } from '../../../src/model/run';
import { createRunClaims } from '../../../src/tracking/runClaims';
import { claimText } from '../../../src/views/text/claimTexts';
import { hides, hostileTexts } from '../../hostile';

const at = Date.UTC(2026, 2, 14, 9);
const run = (metadata: Run['metadata'], status = 'running'): Run => ({
  runId: 'r',
  missionId: 'm',
  status,
  startedAt: at,
  updatedAt: at,
  ...(metadata ? { metadata } : {}),
});
const claim = { app: 'Visual Studio Code', token: 't', at };

describe('a claim', () => {
  it('is read as it was written, beside everything else in the metadata', () => {
    const metadata = withClaim({ ticket: 7 }, claim);
    expect(metadata).toMatchObject({ ticket: 7 });
    expect(claimOf(run(metadata))).toEqual(claim);
    expect(claimOf(run(withoutClaim(metadata)))).toBeUndefined();
    expect(withoutClaim(metadata)).toMatchObject({ ticket: 7 });
  });

  it('is nobody’s where the run has ended', () => {
    expect(claimOf(run(withClaim(undefined, claim), 'succeeded'))).toBeUndefined();
  });

  it.each([undefined, {}, { claimed_by: null }, { claimed_by: 'x' }, { claimed_by: [] }, { claimed_by: { app: 'x' } }])(
    'is none in %j',
    (metadata) => {
      expect(claimOf(run(metadata))).toBeUndefined();
    },
  );

  it('is this window’s only while the run has the token of its own claim', () => {
    const claims = createRunClaims();
    const claimed = run(withClaim(undefined, claim));
    expect(claims.isOwn(claimed)).toBe(false);
    claims.note('r', 't');
    expect(claims.isOwn(claimed)).toBe(true);
    expect(claims.isOwn({ ...claimed, runId: 'other' })).toBe(false);
    expect(claims.isOwn(run(withClaim(undefined, { ...claim, token: 'theirs' })))).toBe(false);
    claims.restart();
    expect(claims.isOwn(claimed)).toBe(false);
  });
});

describe('the claims of a window', () => {
  /** What is kept of a workspace, and its window; another one is the same window after a reload. */
  function kept(account = { name: 'a' }) {
    const values = new Map<string, unknown>();
    const state = {
      get: (key: string) => values.get(key),
      update: (key: string, value: unknown) => Promise.resolve(void values.set(key, value)),
    };
    const open = async () => {
      const claims = createRunClaims({ state, account: () => Promise.resolve(account.name) });
      await settled();
      return claims;
    };
    return { values, account, open };
  }
  const settled = () => new Promise((resolve) => setTimeout(resolve, 0));
  const claimed = run(withClaim(undefined, claim));

  it('are known again after a reload, unless somebody has taken the run over', async () => {
    const { open } = kept();
    (await open()).note('r', 't');
    await settled();
    const again = await open();
    expect(again.isOwn(claimed)).toBe(true);
    expect(again.isOwn(run(withClaim(undefined, { ...claim, token: 'theirs' })))).toBe(false);
    again.forget('r');
    await settled();
    expect((await open()).isOwn(claimed)).toBe(false);
  });

  it('are those of the account in which they were made', async () => {
    const { open, account } = kept();
    const claims = await open();
    claims.note('r', 't');
    await settled();
    account.name = 'b';
    claims.restart();
    await settled();
    expect(claims.isOwn(claimed)).toBe(false);
    expect((await open()).isOwn(claimed)).toBe(false);
    account.name = 'a';
    claims.restart();
    await settled();
    expect(claims.isOwn(claimed)).toBe(true);
  });

  it('are forgotten half a day after they were made', async () => {
    const { open } = kept();
    (await open()).note('r', 't');
    await settled();
    vi.useFakeTimers({ now: Date.now() + 13 * 3_600_000, toFake: ['Date'] });
    try {
      expect((await open()).isOwn(claimed)).toBe(false);
    } finally {
      vi.useRealTimers();
    }
  });

  it.each([null, 'x', [null, 1, {}], [{ account: 'a', runId: 'r', token: 5, at: 1 }]])(
    'are none in %j',
    async (value) => {
      const { open, values } = kept();
      values.set('runClaims', value);
      expect((await open()).isOwn(claimed)).toBe(false);
    },
  );

  it('hold where nothing can be kept', async () => {
    const account = () => Promise.reject(new Error('no account'));
    const claims = createRunClaims({ state: { get: () => undefined, update: () => Promise.resolve() }, account });
    claims.note('r', 't');
    await settled();
    expect(claims.isOwn(claimed)).toBe(true);
  });
});

describe('who works a run', () => {
  it('is said in words', () => {
    const claimed = run(withClaim(undefined, claim));
    expect(claimText(run(undefined), undefined)).toBeUndefined();
    expect(claimText(claimed, undefined)).toBe('claimed by Visual Studio Code');
    expect(claimText(claimed, { isOwn: () => true })).toBe('claimed by this window');
    expect(claimText(run({ claimed_by: { token: 't' } }), undefined)).toBe('claimed by an agent');
  });

  it.each(hostileTexts)('shows $what as text on one line', ({ text }) => {
    const said = claimText(run(withClaim(undefined, { ...claim, app: text })), undefined) ?? '';
    expect(hides(said)).toBe(false);
    expect(said).not.toContain('\n');
  });
});

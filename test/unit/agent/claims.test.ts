import { describe, expect, it } from 'vitest';
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
    claims.clear();
    expect(claims.isOwn(claimed)).toBe(false);
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

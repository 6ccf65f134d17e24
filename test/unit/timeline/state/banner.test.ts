import { describe, expect, it } from 'vitest';
import type { Attention } from '../../../../src/model/attention';
import type { TimelineAct } from '../../../../src/protocol/messages';
import { bannerOf } from '../../../../src/timeline/state/banner';
import { start } from '../scenes';
import { englishTexts } from '../texts';

const everyAct: readonly TimelineAct[] = ['answer', 'resume', 'cancel', 'completeRun', 'runAgain', 'skipOpenSteps'];
const question = { eventId: 'e', runId: 'r', at: start, text: 'Which\none? {0} $(zap)', choices: [] };
const bannerFor = (attention: Attention | undefined, acts = everyAct, hasErrors = true) =>
  bannerOf({ acts, ...(attention ? { attention } : {}) }, { now: start + 3_600_000, hasErrors }, englishTexts);

describe('the banner', () => {
  it('is not there where nothing needs a person', () => {
    expect(bannerFor(undefined)).toBeUndefined();
  });

  it.each<[Attention, string, readonly string[]]>([
    [{ kind: 'failed' }, 'This run failed.', ['showError', 'runAgain']],
    [{ kind: 'asks', question }, 'The agent asks: Which one? {0} $(zap)', ['answer']],
    [{ kind: 'paused' }, 'This run is paused until someone resumes it.', ['resume']],
    [{ kind: 'stuck', since: start }, 'No activity for 1 h. The agent may have stopped.', ['completeRun']],
    [{ kind: 'leftBehind', why: 'notClosed' }, 'All steps are finished, but the run is still open.', ['completeRun']],
    [
      { kind: 'leftBehind', why: 'openSteps' },
      'This run succeeded, but some of its steps are still open.',
      ['skipOpenSteps'],
    ],
    [{ kind: 'leftBehind', why: 'noSummary' }, 'This run succeeded without a result summary.', ['completeRun']],
  ])('of %j says why, and offers what helps', (attention, text, acts) => {
    const banner = bannerFor(attention);
    expect(banner?.text).toBe(text);
    expect(banner?.offers.map(({ act }) => act)).toEqual(acts);
    expect(banner?.offers.every(({ label }) => label !== '')).toBe(true);
  });

  it('offers nothing that cannot work', () => {
    expect(bannerFor({ kind: 'failed' }, [], false)?.offers).toEqual([]);
    expect(bannerFor({ kind: 'paused' }, ['cancel'])?.offers).toEqual([]);
  });
});

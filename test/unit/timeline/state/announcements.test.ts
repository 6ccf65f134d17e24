import { describe, expect, it } from 'vitest';
import { Announcements, newEventsPauseMs, type AnnouncedFacts } from '../../../../src/timeline/state/announcements';
import { noFilter } from '../../../../src/timeline/state/filter';
import { englishTexts } from '../texts';

const facts: AnnouncedFacts = {
  filter: noFilter,
  isSearching: false,
  shownOf: '40 events',
  updatesPaused: false,
  newEvents: 0,
  need: undefined,
  needText: '',
};

/** What is said of one change after another, each a second after the one before. */
function said(...changes: readonly Partial<AnnouncedFacts>[]): (string | undefined)[] {
  const announcements = new Announcements(englishTexts);
  let now = { ...facts };
  return [{}, ...changes].map((change, second) => {
    now = { ...now, ...change };
    return announcements.next(now, second * 1000);
  });
}

const filter = { ...noFilter, errorsOnly: true };

describe('a screen reader is told', () => {
  it('nothing of what is there from the start, and nothing twice', () => {
    const announcements = new Announcements(englishTexts);
    const there = { ...facts, newEvents: 3, need: 'paused', needText: 'Paused.' } as const;
    expect(announcements.next(there, 0)).toBeUndefined();
    expect(announcements.next(there, 60_000)).toBeUndefined();
  });

  it('how many events pass a filter, once that is known', () => {
    expect(said({ filter, shownOf: '4 of 40 events' })).toEqual([undefined, '4 of 40 events']);
    expect(said({ filter, isSearching: true }, { isSearching: false, shownOf: '1 of 40 events' }, {})).toEqual([
      undefined,
      undefined,
      '1 of 40 events',
      undefined,
    ]);
    expect(said({ shownOf: '41 events' })).toEqual([undefined, undefined]);
  });

  it('that updates are held, and that they are not any more', () => {
    expect(said({ updatesPaused: true }, {}, { updatesPaused: false })).toEqual([
      undefined,
      'Live updates paused.',
      undefined,
      'Live updates resumed.',
    ]);
  });

  it('of new events now and then, and again when more come after they were seen', () => {
    const announcements = new Announcements(englishTexts);
    const at = (newEvents: number, time: number) => announcements.next({ ...facts, newEvents }, time);
    expect(at(0, 0)).toBeUndefined();
    expect(at(1, 1000)).toBe('1 new event');
    expect(at(2, 2000)).toBeUndefined();
    expect(at(7, 1000 + newEventsPauseMs)).toBe('7 new events');
    expect(at(0, 12_000)).toBeUndefined();
    expect(at(2, 12_000 + newEventsPauseMs)).toBe('2 new events');
  });

  it('that the run needs a person, when it begins to', () => {
    const need = { need: 'stuck', needText: 'No activity for 15 min.' } as const;
    expect(said(need, { needText: 'No activity for 16 min.' }, { need: undefined, needText: '' })).toEqual([
      undefined,
      'No activity for 15 min.',
      undefined,
      undefined,
    ]);
  });
});

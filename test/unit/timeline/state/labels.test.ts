import { describe, expect, it } from 'vitest';
import type { Freshness, HostMessage, Unread } from '../../../../src/protocol/messages';
import { sentStep } from '../../../../src/protocol/sentSteps';
import { emptyText, isUnread } from '../../../../src/timeline/state/labels';
import { TimelineState } from '../../../../src/timeline/state/state';
import { liveScene, sliceOf, start } from '../scenes';
import { englishTexts } from '../texts';

const now = start + 300_000;

/** A run with its plan and its events, as they are sent. */
const scene = () => ({ ...liveScene(), steps: liveScene().steps.map(sentStep) });

function stateOf(change: Partial<Extract<HostMessage, { readonly kind: 'snapshot' }>>): TimelineState {
  const state = new TimelineState();
  state.apply(
    {
      kind: 'snapshot',
      revision: 1,
      ...liveScene(),
      steps: [],
      events: sliceOf([]),
      now,
      texts: englishTexts,
      ...change,
    },
    now,
  );
  return state;
}

const stale = (...unread: readonly Unread[]): Freshness => ({ kind: 'stale', unread, message: "You're offline." });
const said = (freshness: Freshness) => emptyText(stateOf({ freshness }), englishTexts);

describe('what a timeline without rows says', () => {
  it('is that there is nothing, only where that was read', () => {
    expect(said({ kind: 'live' })).toBe('The run has no plan yet. No events have been logged yet.');
    expect(said(stale())).toBe('The run has no plan yet.');
  });

  it('is what could not be read, and why', () => {
    expect(said(stale('plan', 'events'))).toBe("Couldn't load the plan. Couldn't load the events. You're offline.");
    expect(said(stale('events'))).toBe("The run has no plan yet. Couldn't load the events. You're offline.");
  });

  it('is nothing while it is loading', () => {
    expect(said({ kind: 'loading' })).toBe('');
  });

  it('leaves out what is there', () => {
    expect(emptyText(stateOf({ ...scene(), freshness: stale('events') }), englishTexts)).toBe('');
  });
});

it('events that could not be read are not counted as none', () => {
  expect(isUnread(stale('events'), 'events')).toBe(true);
  expect(isUnread(stale('plan'), 'events')).toBe(false);
  expect(isUnread({ kind: 'live' }, 'events')).toBe(false);
});

it('a run that nobody has taken says what it waits for, until somebody begins', () => {
  const waiting = 'The run is waiting for an agent.';
  const run = { ...liveScene().run, status: 'pending', waiting };
  expect(emptyText(stateOf({ run, freshness: { kind: 'live' } }), englishTexts)).toBe(waiting);
  expect(emptyText(stateOf({ ...scene(), run, freshness: { kind: 'live' } }), englishTexts)).toBe('');
  expect(emptyText(stateOf({ run, freshness: stale('plan') }), englishTexts)).not.toContain(waiting);
});

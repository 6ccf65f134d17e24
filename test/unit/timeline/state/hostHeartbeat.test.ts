import { describe, expect, it } from 'vitest';
import { asTimelineMessage, isHostMessage } from '../../../../src/protocol/guards';
import { createHostHeartbeat } from '../../../../src/timeline/state/hostHeartbeat';
import { sentStep } from '../../../../src/protocol/sentSteps';
import { TimelineState } from '../../../../src/timeline/state/state';
import { liveScene, start } from '../scenes';
import { englishTexts } from '../texts';

/** Beats twice a second, from one moment to another (s); `answers` says whether the host does. Returns when it asked. */
function watch(answers: (second: number) => boolean, to: number, matters: (second: number) => boolean = () => true) {
  const heartbeat = createHostHeartbeat();
  const asked: number[] = [];
  const lost: number[] = [];
  heartbeat.onHeard(0);
  for (let second = 0; second <= to; second += 0.5) {
    if (heartbeat.tick(second * 1000, matters(second))) {
      asked.push(second);
      if (answers(second)) heartbeat.onHeard(second * 1000 + 10);
    }
    if (heartbeat.isLost) lost.push(second);
  }
  return { heartbeat, asked, lost };
}

describe('the heartbeat of the extension host', () => {
  it('is asked for every five seconds while a live run is seen, and never else', () => {
    expect(watch(() => true, 60).asked.length).toBeLessThanOrEqual(12);
    expect(watch(() => true, 60).lost).toEqual([]);
    expect(
      watch(
        () => false,
        600,
        () => false,
      ),
    ).toMatchObject({ asked: [], lost: [] });
  });

  it('is lost within 15 s, and back as soon as anything is heard', () => {
    const { lost, heartbeat, asked } = watch((second) => second < 20, 120);
    expect(lost[0]).toBeLessThanOrEqual(20 + 15);
    // A host that hangs finds few questions when it is back.
    expect(asked.filter((second) => second > 20).length).toBeLessThanOrEqual(11);
    heartbeat.onHeard(121_000);
    expect(heartbeat.isLost).toBe(false);
  });

  it('is not lost because the page has slept', () => {
    const heartbeat = createHostHeartbeat();
    heartbeat.onHeard(0);
    expect(heartbeat.tick(5500, true)).toBe(true);
    // The lid was closed.
    expect(heartbeat.tick(3_600_000, true)).toBe(true);
    expect(heartbeat.isLost).toBe(false);
    heartbeat.tick(3_600_500, true);
    expect(heartbeat.isLost).toBe(false);
  });

  it('stays lost where nobody looks for a while', () => {
    const { heartbeat } = watch(() => false, 30);
    expect(heartbeat.isLost).toBe(true);
    heartbeat.tick(40_000, false);
    expect(heartbeat.tick(50_000, true)).toBe(true);
    expect(heartbeat.isLost).toBe(true);
  });
});

it('is asked for and answered in words of the protocol', () => {
  expect(asTimelineMessage({ kind: 'ping' })).toEqual({ kind: 'ping' });
  expect([{ kind: 'pong' }, { kind: 'ping' }].map(isHostMessage)).toEqual([true, false]);
});

it('stops its clocks where the host was heard of the last time, says so, and goes on with the next word', () => {
  const state = new TimelineState();
  const scene = { ...liveScene(), steps: liveScene().steps.map(sentStep) };
  state.onHostHeard(start + 1000);
  state.apply({ kind: 'snapshot', revision: 1, ...scene, now: start + 2000, texts: englishTexts }, start + 1000);
  expect(state.now(start + 5000)).toBe(start + 6000);
  state.onHostLost();
  expect(state.now(start + 60_000)).toBe(start + 2000);
  expect(state.freshness).toEqual({ kind: 'stale', at: start + 2000, message: englishTexts.hostSilent });
  state.onHostHeard(start + 61_000);
  expect(state.now(start + 61_000)).toBe(start + 62_000);
  expect(state.freshness).toEqual(scene.freshness);
});

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Answer, Ask, HostMessage, TimelineMessage } from '../../../../src/protocol/messages';
import { sentStep } from '../../../../src/protocol/sentSteps';
import { connectHost, type Host } from '../../../../src/timeline/bridge/host';
import { rowHeight, headHeight } from '../../../../src/timeline/geometry/layout';
import { saveDebounceMs, TimelineController } from '../../../../src/timeline/state/controller';
import { noFilter } from '../../../../src/timeline/state/filter';
import type { ComparedRun, TimelineView } from '../../../../src/timeline/state/view';
import { eventOf, finishedScene, liveScene, runOf, sliceOf, start, stepOf } from '../scenes';
import { englishTexts } from '../texts';

const width = 800;
const ids = { missionId: 'm', runId: 'r' };

/** Everything that the controller has told its view, as words. */
class RecordedView implements TimelineView {
  readonly calls: string[] = [];
  /** How long another run would have taken (ms). */
  otherLength = 1000;

  constructor(readonly controller: TimelineController) {}

  /** What was told since the last time. */
  take(): string[] {
    return this.calls.splice(0);
  }

  build = () => void this.calls.push('build');
  redraw = () => void this.calls.push('redraw');
  redrawMoved = () => void this.calls.push('redrawMoved');
  forgetSummaries = () => void this.calls.push('forgetSummaries');
  hover = (at: { readonly x: number } | undefined) => void this.calls.push(`hover ${at?.x ?? 'nowhere'}`);
  scrollBy = (pixels: number) => void this.calls.push(`scrollBy ${pixels}`);
  scrollToRow = (row: number) => void this.calls.push(`scrollToRow ${row}`);
  focusChart = () => void this.calls.push('focusChart');
  leaveDetails = () => void this.calls.push('leaveDetails');
  focusFilter = () => void this.calls.push('focusFilter');
  focusDetails = () => void this.calls.push('focusDetails');
  openKeys = () => void this.calls.push('openKeys');
  chartWidth = () => width;

  /** Rows by their height; no mark is hit. */
  hit({ y }: { readonly y: number }) {
    const index = Math.floor((y - headHeight) / rowHeight);
    const row = this.controller.state.rows[index];
    return row && { row, index };
  }

  compare(other: ComparedRun | undefined) {
    this.calls.push(other ? `compare ${other.run.runId}` : 'compare nothing');
    return other && { length: this.otherLength, moments: [] };
  }
}

type Question = { readonly ask: Ask; readonly requestId: number };

/** A timeline whose host is played by the test. */
class Timeline {
  readonly sent: TimelineMessage[] = [];
  saved: unknown;
  /** This page's clock (ms), which is also the host's. */
  at: number;
  readonly host: Host;
  readonly controller: TimelineController;
  readonly view: RecordedView;
  #revision = 0;

  constructor(
    readonly scene = liveScene(),
    saved?: unknown,
  ) {
    this.saved = saved;
    this.at = scene.now;
    this.host = connectHost(
      {
        postMessage: (message) => void this.sent.push(message),
        getState: () => this.saved,
        setState: (state) => void (this.saved = structuredClone(state)),
      },
      { onMessage: (message) => this.controller.onMessage(message), onHeard: () => this.controller.onHeard() },
    );
    const views: RecordedView[] = [];
    this.controller = new TimelineController({
      host: this.host,
      ids,
      createView: (controller) => views[views.push(new RecordedView(controller)) - 1] ?? new RecordedView(controller),
      clock: () => this.at,
      steadyClock: () => this.at,
    });
    this.view = views[0] ?? new RecordedView(this.controller);
  }

  static shown(scene = liveScene(), saved?: unknown): Timeline {
    const timeline = new Timeline(scene, saved);
    timeline.snapshot();
    timeline.view.take();
    return timeline;
  }

  get state() {
    return this.controller.state;
  }

  snapshot(change: Partial<Extract<HostMessage, { kind: 'snapshot' }>> = {}): void {
    const { scene } = this;
    const steps = scene.steps.map(sentStep);
    const revision = ++this.#revision;
    this.host.receive({ kind: 'snapshot', ...scene, steps, now: this.at, texts: englishTexts, revision, ...change });
  }

  delta(change: Partial<Extract<HostMessage, { kind: 'delta' }>> = {}): void {
    this.host.receive({ kind: 'delta', revision: ++this.#revision, now: this.at, ...change });
  }

  /** New events, in the words of those that are there. */
  newEvents(count: number, at = this.at) {
    const { length } = this.state.events;
    const { timestamps, types, stepIds, agentIds } = sliceOf(Array.from({ length: count }, () => eventOf(at - start)));
    return {
      from: length,
      timestamps,
      types,
      stepIds,
      agentIds,
      stringsFrom: this.state.events.strings.length,
      strings: [],
    };
  }

  questions(): Question[] {
    return this.sent.flatMap((message) => (message.kind === 'request' ? [message] : []));
  }

  answer({ requestId }: Question, answer: Answer): void {
    this.host.receive({ kind: 'reply', requestId, answer });
  }

  take(): TimelineMessage[] {
    return this.sent.splice(0);
  }
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('messages of the host', () => {
  it('build the view once, with the first snapshot', () => {
    const timeline = new Timeline();
    expect(timeline.view.take()).toEqual([]);
    timeline.snapshot();
    expect(timeline.view.take()).toEqual(['forgetSummaries', 'build', 'redraw']);
    timeline.snapshot();
    expect(timeline.view.take()).toEqual(['forgetSummaries', 'redraw']);
    timeline.delta({ events: timeline.newEvents(2) });
    expect(timeline.view.take()).toEqual(['redraw']);
  });

  it('after a gap are asked for again, once, and not drawn', () => {
    const timeline = Timeline.shown();
    timeline.delta({ revision: 99 });
    timeline.delta({ revision: 100 });
    expect(timeline.take()).toEqual([{ kind: 'ready' }]);
    expect(timeline.view.take()).toEqual([]);
    timeline.snapshot();
    expect(timeline.view.take()).toEqual(['forgetSummaries', 'redraw']);
  });

  it('that are none change nothing', () => {
    const timeline = Timeline.shown();
    for (const junk of [
      null,
      1,
      'snapshot',
      [],
      {},
      { kind: 'snapshot' },
      { kind: 'reveal', index: -1 },
      { kind: 'revealStep' },
    ])
      timeline.host.receive(junk);
    expect(timeline.view.take()).toEqual([]);
    expect(timeline.take()).toEqual([]);
  });

  it('show an event with its details as soon as it is there', () => {
    const timeline = Timeline.shown();
    const index = timeline.state.events.length;
    timeline.host.receive({ kind: 'reveal', index });
    expect(timeline.state.selection).toBeUndefined();
    timeline.delta({ events: timeline.newEvents(1) });
    expect(timeline.state.selection).toMatchObject({ kind: 'events', indexes: [index] });
    expect(timeline.state.detailsOpen).toBe(true);
    expect(timeline.view.take()).toContain(`scrollToRow ${timeline.state.selectedRow()}`);
  });

  it('show a step, and unfold what hides it, as soon as it is there', () => {
    const timeline = Timeline.shown();
    const parent = timeline.state.steps.find(({ stepId }) =>
      timeline.state.steps.some(({ parentStepId }) => parentStepId === stepId),
    );
    const child = timeline.state.steps.find(({ parentStepId }) => parentStepId === parent?.stepId);
    if (!parent || !child) throw new Error('No step has steps below it');
    timeline.state.fold(parent.stepId, true);
    timeline.host.receive({ kind: 'revealStep', stepId: 'nowhere' });
    expect(timeline.state.selection).toBeUndefined();
    timeline.host.receive({ kind: 'revealStep', stepId: child.stepId });
    expect(timeline.state.selection).toEqual({ kind: 'row', key: `step ${child.stepId}` });
    expect(timeline.state.rows[timeline.state.selectedRow()]?.step?.stepId).toBe(child.stepId);
    expect(timeline.view.take()).toContain(`scrollToRow ${timeline.state.selectedRow()}`);
  });

  it('put another run beside this one, from a common start, and take it away again', () => {
    const timeline = Timeline.shown();
    const other = { run: runOf({ runId: 'other' }), steps: [], events: sliceOf([]) };
    timeline.controller.dispatch({ kind: 'zoom', factor: 0.5 });
    timeline.host.receive({ kind: 'compare', other });
    expect(timeline.view.take()).toContain('compare other');
    expect(timeline.state).toMatchObject({ compared: { length: 1000 }, clock: 'sinceStart', listOpen: false });
    expect(timeline.state.window).toEqual({ kind: 'fit' });
    timeline.host.receive({ kind: 'compare' });
    expect(timeline.view.take()).toEqual(['compare nothing', 'redraw']);
    expect(timeline.state.compared).toBeUndefined();
  });

  it('to compare with are dropped before there is anything to compare', () => {
    const timeline = new Timeline();
    timeline.host.receive({ kind: 'compare', other: { run: runOf(), steps: [], events: sliceOf([]) } });
    expect(timeline.view.take()).toEqual(['redraw']);
    expect(timeline.state.listOpen).toBe(true);
  });
});

describe('actions', () => {
  it('before the first snapshot do nothing', () => {
    const timeline = new Timeline();
    timeline.controller.dispatch({ kind: 'list' });
    timeline.controller.dispatch({ kind: 'keys' });
    expect(timeline.view.take()).toEqual([]);
    expect(timeline.state.listOpen).toBe(true);
  });

  it('draw only the chart where only the window moves', () => {
    const { controller, view, state } = Timeline.shown();
    controller.dispatch({ kind: 'pan', pixels: 80, down: 12 });
    expect(view.take()).toEqual(['scrollBy 12', 'redrawMoved']);
    controller.dispatch({ kind: 'zoom', factor: 0.5, x: 100 });
    controller.dispatch({ kind: 'hover', at: { x: 7, y: 9 } });
    controller.dispatch({ kind: 'hover', at: undefined });
    expect(view.take()).toEqual(['redrawMoved', 'hover 7', 'redrawMoved', 'hover nowhere', 'redrawMoved']);
    expect(state.window.kind).toBe('free');
    controller.dispatch({ kind: 'fit' });
    expect(view.take()).toEqual(['redraw']);
    expect(state.window).toEqual({ kind: 'fit' });
  });

  it('zoom around the pointer, and pan by what the pointer moved', () => {
    const { controller, state, scene } = Timeline.shown(finishedScene());
    const before = state.range(scene.now);
    const at = before[0] + (before[1] - before[0]) / 4;
    controller.dispatch({ kind: 'zoom', factor: 0.5, x: width / 4 });
    const zoomed = state.range(scene.now);
    expect(zoomed[0] + (zoomed[1] - zoomed[0]) / 4).toBeCloseTo(at, 3);
    controller.dispatch({ kind: 'pan', pixels: width / 10 });
    expect(state.range(scene.now)[0] - zoomed[0]).toBeCloseTo((zoomed[1] - zoomed[0]) / 10, 3);
  });

  it('of a click select the row with its details, or nothing', () => {
    const { controller, view, state } = Timeline.shown();
    controller.dispatch({ kind: 'measure', from: 10, to: 200 });
    controller.dispatch({ kind: 'click', x: 5, y: headHeight + rowHeight * 1.5 });
    expect(state.selection).toEqual({ kind: 'row', key: state.rows[1]?.key });
    expect([state.detailsOpen, state.measured]).toEqual([true, undefined]);
    expect(view.take()).toEqual(['redrawMoved', 'focusChart', 'redraw']);
    controller.dispatch({ kind: 'click', x: 5, y: 100_000 });
    expect([state.selection, state.detailsOpen]).toEqual([undefined, false]);
  });

  it('go back one thing at a time: the measured stretch, the details, the selection', () => {
    const { controller, state } = Timeline.shown();
    controller.dispatch({ kind: 'moveRow', by: 2 });
    controller.dispatch({ kind: 'open' });
    controller.dispatch({ kind: 'measure', from: 0, to: 50 });
    const seen = [0, 1, 2].map(() => {
      controller.dispatch({ kind: 'close' });
      return [state.measured !== undefined, state.detailsOpen, state.selection !== undefined];
    });
    expect(seen).toEqual([
      [false, true, true],
      [false, false, true],
      [false, false, false],
    ]);
  });

  it('open the details of what is selected, and give them the focus after they are drawn', () => {
    const { controller, view, state } = Timeline.shown();
    controller.dispatch({ kind: 'open' });
    expect([view.take(), state.detailsOpen]).toEqual([[], false]);
    controller.dispatch({ kind: 'moveRow', by: 1 });
    expect(view.take()).toEqual(['scrollToRow 0', 'redraw']);
    controller.dispatch({ kind: 'open' });
    expect([view.take(), state.detailsOpen]).toEqual([['redraw', 'focusDetails'], true]);
  });

  it('switch list, clock, agents and idle time there and back', () => {
    const { controller, state } = Timeline.shown();
    const switches = () => [state.listOpen, state.clock, state.agentsShown, state.idle];
    const press = () => (['list', 'clock', 'agents', 'idle'] as const).forEach((kind) => controller.dispatch({ kind }));
    expect(switches()).toEqual([true, 'local', false, 'auto']);
    press();
    expect(switches()).toEqual([false, 'sinceStart', true, 'folded']);
    press();
    expect(switches()).toEqual([true, 'local', false, 'shown']);
  });

  it('fold and unfold steps', () => {
    const { controller, state } = Timeline.shown();
    const rows = () => state.rows.length;
    const all = rows();
    controller.dispatch({ kind: 'collapseAll' });
    expect(rows()).toBe(all - 4);
    controller.dispatch({ kind: 'expandAll' });
    controller.fold('calls', true);
    expect(rows()).toBe(all - 4);
  });

  it('walk from error to error, and stay at the last', () => {
    const { controller, state, view } = Timeline.shown(finishedScene());
    const seen: (readonly number[])[] = [];
    for (let i = 0; i < 10; i++) {
      view.take();
      controller.dispatch({ kind: 'error', by: 1 });
      const { selection } = state;
      if (selection?.kind === 'events') seen.push(selection.indexes);
    }
    expect(new Set(seen.map(String)).size).toBe(4);
    expect(view.take()).toEqual([]);
    expect(state.detailsOpen).toBe(true);
  });

  it('follow a run only while it goes on', () => {
    const over = Timeline.shown(finishedScene());
    over.controller.dispatch({ kind: 'follow' });
    expect(over.state.window.kind).toBe('fit');
    const live = Timeline.shown();
    live.controller.dispatch({ kind: 'follow' });
    expect(live.state.window.kind).toBe('follow');
    live.controller.dispatch({ kind: 'start' });
    expect(live.state.window.kind).toBe('free');
    live.controller.dispatch({ kind: 'end' });
    expect(live.state.window.kind).toBe('follow');
  });

  it('reach the host as words', () => {
    const { controller, sent } = Timeline.shown();
    controller.act('pause');
    controller.act('setStepStatus', 'calls');
    expect(sent).toEqual([
      { kind: 'act', act: 'pause' },
      { kind: 'act', act: 'setStepStatus', stepId: 'calls' },
    ]);
  });

  it('hand out the events that pass the filter', () => {
    const timeline = Timeline.shown();
    timeline.controller.filter({ ...noFilter, errorsOnly: true });
    timeline.controller.exportEvents('csv');
    const [message] = timeline.take();
    const { all } = timeline.state.events;
    expect(all.length).toBe(4);
    expect(message).toEqual({ kind: 'exportEvents', format: 'csv', indexes: all.indexes.slice(0, 4) });
  });
});

describe('held updates', () => {
  it('wait until they are let in', () => {
    const timeline = Timeline.shown();
    const { controller, state } = timeline;
    const known = state.events.length;
    controller.dispatch({ kind: 'togglePause' });
    timeline.at += 5000;
    timeline.delta({ events: timeline.newEvents(3) });
    expect([state.events.length, state.pausedEventCount]).toEqual([known, 3]);
    expect(controller.now()).toBe(timeline.scene.now);
    controller.dispatch({ kind: 'togglePause' });
    expect([state.events.length, state.pausedEventCount]).toEqual([known + 3, 0]);
    expect(controller.now()).toBe(timeline.at);
    expect(timeline.take()).toEqual([]);
  });

  it('are not held in a run that is over', () => {
    const { controller, state } = Timeline.shown(finishedScene());
    controller.dispatch({ kind: 'togglePause' });
    expect(state.updatesPaused).toBe(false);
  });
});

describe('a search', () => {
  it('leaves what is shown until the host has looked, then lets in what comes', async () => {
    const timeline = Timeline.shown();
    const { controller, state } = timeline;
    const all = state.events.all.length;
    controller.filter({ ...noFilter, text: 'roof' });
    expect([controller.isSearching, state.events.all.length]).toEqual([true, all]);
    const [first] = timeline.questions();
    if (!first) throw new Error('Nothing was asked');
    expect(first.ask).toEqual({ kind: 'search', text: 'roof', from: 0, to: all });
    timeline.answer(first, { kind: 'search', indexes: Uint32Array.of(3, 5) });
    await vi.advanceTimersByTimeAsync(0);
    expect([controller.isSearching, state.events.all.length]).toEqual([false, 2]);
    timeline.delta({ events: timeline.newEvents(2) });
    const second = timeline.questions()[1];
    if (!second) throw new Error('What has come was not looked through');
    expect(second.ask).toEqual({ kind: 'search', text: 'roof', from: all, to: all + 2 });
    timeline.answer(second, { kind: 'search', indexes: Uint32Array.of(all + 1) });
    await vi.advanceTimersByTimeAsync(0);
    expect(state.events.all.length).toBe(3);
  });

  it('drops the answer to a text that is not looked for any more', async () => {
    const timeline = Timeline.shown();
    const { controller, state } = timeline;
    const all = state.events.all.length;
    controller.filter({ ...noFilter, text: 'roof' });
    controller.filter(noFilter);
    const [asked] = timeline.questions();
    if (!asked) throw new Error('Nothing was asked');
    timeline.answer(asked, { kind: 'search', indexes: Uint32Array.of(3) });
    await vi.advanceTimersByTimeAsync(0);
    expect(state.events.all.length).toBe(all);
  });

  it('starts again with another snapshot', () => {
    const timeline = Timeline.shown();
    timeline.controller.filter({ ...noFilter, text: 'roof' });
    timeline.snapshot();
    expect(timeline.questions().map(({ ask }) => ask)).toHaveLength(2);
  });

  it('that the host refuses shows nothing', async () => {
    const timeline = Timeline.shown();
    timeline.controller.filter({ ...noFilter, text: 'roof' });
    const [asked] = timeline.questions();
    timeline.host.receive({ kind: 'refusal', requestId: asked?.requestId, message: 'Not loaded any more.' });
    await vi.advanceTimersByTimeAsync(0);
    expect([timeline.controller.isSearching, timeline.state.events.all.length]).toEqual([false, 0]);
  });
});

describe('what is kept', () => {
  it('is what was there before, at once, and what has changed when it has come to rest', () => {
    const timeline = new Timeline(liveScene(), { listOpen: false, clock: 'sinceStart' });
    expect(timeline.saved).toMatchObject({ ...ids, listOpen: false, clock: 'sinceStart' });
    timeline.snapshot();
    for (let i = 0; i < 5; i++) {
      timeline.controller.dispatch({ kind: 'pan', pixels: -10 });
      vi.advanceTimersByTime(saveDebounceMs - 1);
      expect(timeline.saved).toMatchObject({ window: { kind: 'fit' } });
    }
    vi.advanceTimersByTime(1);
    expect(timeline.saved).toMatchObject({ window: { kind: 'free' } });
  });

  it('has the height of the list and what was selected', () => {
    const timeline = Timeline.shown();
    timeline.controller.setListHeight(210);
    timeline.controller.selectRow('step setup');
    vi.advanceTimersByTime(saveDebounceMs);
    expect(timeline.saved).toMatchObject({ listHeight: 210, selection: { key: 'step setup' }, detailsOpen: true });
    const again = Timeline.shown(liveScene(), timeline.saved);
    expect(again.state.selection).toEqual({ kind: 'row', key: 'step setup' });
  });
});

describe('the time', () => {
  it('goes on while the run does, and is drawn', () => {
    const live = Timeline.shown();
    live.controller.tick(false);
    expect(live.view.take()).toEqual(['redraw']);
    live.controller.dispatch({ kind: 'togglePause' });
    live.view.take();
    live.controller.tick(false);
    expect(live.view.take()).toEqual([]);
    const over = Timeline.shown(finishedScene());
    over.controller.tick(false);
    expect(over.view.take()).toEqual([]);
  });

  it('stands still while the host is not heard of, and says so once it was asked in vain', () => {
    const timeline = Timeline.shown();
    const { controller, state } = timeline;
    const { at } = timeline;
    const wait = (ms: number) => {
      for (const end = timeline.at + ms; timeline.at < end;) {
        timeline.at += 500;
        controller.tick(false);
      }
    };
    wait(5500);
    expect(timeline.take()).toEqual([{ kind: 'ping' }]);
    expect(state.freshness.kind).toBe('live');
    wait(10_000);
    expect(state.freshness).toMatchObject({ kind: 'stale', message: englishTexts.hostSilent, at });
    expect(controller.now()).toBe(at);
    timeline.view.take();
    wait(2000);
    expect(timeline.view.take()).toEqual([]);
    timeline.host.receive({ kind: 'pong' });
    expect(timeline.view.take()).toEqual(['redraw']);
    expect([state.freshness.kind, controller.now()]).toEqual(['live', timeline.at]);
  });

  it('asks nothing while nobody looks', () => {
    const timeline = Timeline.shown();
    for (let i = 0; i < 60; i++) {
      timeline.at += 500;
      timeline.controller.tick(true);
    }
    expect(timeline.take()).toEqual([]);
    expect(timeline.state.isHostLost).toBe(false);
  });

  it('is said with its day where the run is of another day', () => {
    const timeline = Timeline.shown();
    expect(timeline.controller.clock()).toMatchObject({ mode: 'local', locale: 'en', zero: start, isDated: false });
    timeline.at += 3 * 86_400_000;
    timeline.delta();
    expect(timeline.controller.clock().isDated).toBe(true);
  });
});

it('steps are called by what they do, and by their id until the plan says', () => {
  const timeline = new Timeline({ ...liveScene(), steps: [] });
  expect(timeline.controller.stepName('calls')).toBe('calls');
  timeline.snapshot();
  timeline.delta({ steps: [sentStep(stepOf('calls', { description: 'Call four\nroofers' }))] });
  expect(timeline.controller.stepName('calls')).toBe('Call four roofers');
});

import type { CDPSession, Page } from 'playwright-core';

export type Size = { readonly events: number; readonly steps: number };

/** What is measured of one that shows the data. ms, but for `heap` (MB). What is missing was not measured. */
export type Figures = {
  /** From the data to the picture: by the clock, and what the main thread did. */
  readonly paint: number;
  readonly paintWork?: number;
  /** Main-thread time of a frame of zooming and panning, and what 95 of 100 frames took by the clock. */
  readonly work?: number;
  readonly p95?: number;
  /** What the main thread did for 100 live events, and how long it was until they were painted. */
  readonly appendWork?: number;
  readonly append?: number;
  readonly heap?: number;
};

/** Frames of zooming and panning that are measured. */
export const frames = 120;
/** How long the run is (ms). */
export const runLength = 6 * 3_600_000;

/**
 * Runs in the page: makes the data there, so that no copy of it is left on the way. Each event is on a random step, and
 * all steps are as long as the run, so that each row is dense wherever one looks.
 */
const inPage = `
  globalThis.__name = (named) => named;
  globalThis.makeData = (count, stepCount, startedAt) => {
    let seed = 42;
    const random = () => (seed = (seed * 1664525 + 1013904223) >>> 0) / 4294967296;
    const types = ['tool_call', 'tool_result', 'message', 'custom', 'step_started', 'step_completed', 'status_change', 'error'];
    const length = ${runLength};
    const timestamps = new Float64Array(count);
    const typeNumbers = new Uint32Array(count);
    const stepNumbers = new Uint32Array(count);
    for (let i = 0; i < count; i++) {
      timestamps[i] = startedAt + Math.floor((length * i) / count);
      typeNumbers[i] = 1 + (random() < 0.002 ? 7 : Math.floor(random() * 7));
      stepNumbers[i] = 1 + types.length + Math.floor(random() * stepCount);
    }
    const steps = Array.from({ length: stepCount }, (_, i) => ({
      stepId: 'step_' + i,
      sequence: i,
      description: 'Step number ' + i + ' of the plan',
      status: 'completed',
      ...(i % 10 === 0 ? {} : { parentStepId: 'step_' + (i - (i % 10)) }),
      startedAt,
      completedAt: startedAt + length,
    }));
    const strings = ['', ...types, ...steps.map((step) => step.stepId)];
    return { timestamps, types: typeNumbers, stepIds: stepNumbers, agentIds: new Uint32Array(count), steps, strings, length };
  };
  /** The stretch of time (ms after the start) and how far the rows are scrolled (px) in frame i. */
  globalThis.sightOf = (frame) => {
    let [from, length, top] = [0, ${runLength}, 0];
    for (let i = 0; i < frame; i++) {
      if (i % 60 < 30) {
        const factor = Math.exp((i < 60 ? -25 : 25) * 0.004);
        from += 0.42 * length * (1 - factor);
        length *= factor;
      } else {
        from += (length * 9) / 1100;
        top += 3;
      }
    }
    return { from, to: from + length, top };
  };
  globalThis.painted = () => new Promise((done) => requestAnimationFrame(() => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => done(performance.now());
    channel.port2.postMessage(0);
  }));
  /** Moves once a frame; returns what 95 of 100 frames took. */
  globalThis.p95Of = async (frames, move) => {
    const times = [];
    let last = await painted();
    for (let i = 0; i < frames; i++) {
      move(i);
      const now = await painted();
      times.push(now - last);
      last = now;
    }
    return times.sort((a, b) => a - b)[Math.floor(times.length * 0.95)];
  };
`;

declare global {
  function makeData(
    count: number,
    steps: number,
    startedAt: number,
  ): {
    timestamps: Float64Array<ArrayBuffer>;
    types: Uint32Array<ArrayBuffer>;
    stepIds: Uint32Array<ArrayBuffer>;
    agentIds: Uint32Array<ArrayBuffer>;
    steps: { stepId: string; description: string; startedAt: number; completedAt: number }[];
    strings: string[];
    length: number;
  };
  function sightOf(frame: number): { from: number; to: number; top: number };
  function painted(): Promise<number>;
  function p95Of(frames: number, move: (frame: number) => void): Promise<number>;
}

/** Measures what the main thread of a page does, and what the page holds. */
export class Meter {
  readonly #page: Page;
  readonly #session: CDPSession;

  private constructor(page: Page, session: CDPSession) {
    this.#page = page;
    this.#session = session;
  }

  static async of(page: Page): Promise<Meter> {
    const session = await page.context().newCDPSession(page);
    // The time that the processor gave it: what else runs on the computer matters less.
    await session.send('Performance.enable', { timeDomain: 'threadTicks' });
    await page.evaluate(inPage);
    return new Meter(page, session);
  }

  async #taskTime(): Promise<number> {
    const { metrics } = await this.#session.send('Performance.getMetrics');
    return 1000 * (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? NaN);
  }

  /** How long (ms) the main thread works while something happens. */
  async workOf<T>(act: () => Promise<T>): Promise<{ readonly result: T; readonly work: number }> {
    const before = await this.#taskTime();
    const result = await act();
    return { result, work: (await this.#taskTime()) - before };
  }

  /** MB, with what buffers hold, after a collection. */
  async heap(): Promise<number> {
    await this.#session.send('HeapProfiler.collectGarbage');
    await this.#page.waitForTimeout(300);
    await this.#session.send('HeapProfiler.collectGarbage');
    const usage = (await this.#session.send('Runtime.getHeapUsage')) as unknown as Record<string, number>;
    return ((usage.usedSize ?? 0) + (usage.backingStorageSize ?? 0)) / 1e6;
  }

  /** Where the main thread's time goes while something happens: ms by function, the largest first. */
  async profileOf(act: () => Promise<unknown>): Promise<readonly (readonly [name: string, ms: number])[]> {
    await this.#session.send('Profiler.enable');
    await this.#session.send('Profiler.setSamplingInterval', { interval: 200 });
    await this.#session.send('Profiler.start');
    await act();
    const { profile } = await this.#session.send('Profiler.stop');
    const names = new Map(
      profile.nodes.map(({ id, callFrame }) => [
        id,
        `${callFrame.functionName || '(anonymous)'}:${callFrame.lineNumber + 1}`,
      ]),
    );
    const times = new Map<string, number>();
    for (const [i, id] of (profile.samples ?? []).entries()) {
      const name = names.get(id) ?? '';
      times.set(name, (times.get(name) ?? 0) + (profile.timeDeltas?.[i] ?? 0) / 1000);
    }
    return [...times].sort(([, a], [, b]) => b - a);
  }
}

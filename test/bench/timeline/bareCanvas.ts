import type { Browser } from 'playwright-core';
import { start } from '../../unit/timeline/scenes';
import { frames, Meter, type Figures, type Size } from './inPage';

/** The limit: the least that draws these rows at all. A bar for each step, and a rectangle for each 8 px with events. */
export async function measureBareCanvas(browser: Browser, size: Size): Promise<Figures> {
  const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
  await page.setContent('<style>body { margin: 0 }</style><canvas width="1100" height="860"></canvas>');
  const meter = await Meter.of(page);
  await page.evaluate(
    async ({ events, steps, startedAt }) => {
      const { timestamps, types, stepIds, length, strings } = makeData(events, steps, startedAt);
      const first = strings.length - steps;
      const context = document.querySelector('canvas')?.getContext('2d');
      if (!context) throw new Error('No canvas');
      const ends = new Uint32Array(steps + 1);
      const times = new Float64Array(events);
      const words = new Uint8Array(events);
      /** Puts the events of each step together. They come in the order of time. */
      const sort = () => {
        for (const step of stepIds) ends[step - first + 1] = (ends[step - first + 1] ?? 0) + 1;
        for (let i = 1; i <= steps; i++) ends[i] = (ends[i] ?? 0) + (ends[i - 1] ?? 0);
        const filled = ends.slice();
        for (let i = 0; i < events; i++) {
          const step = (stepIds[i] ?? 0) - first;
          const place = filled[step] ?? 0;
          filled[step] = place + 1;
          times[place] = timestamps[i] ?? 0;
          words[place] = types[i] ?? 0;
        }
      };
      const find = (time: number, from: number, to: number) => {
        let [low, high] = [from, to];
        while (low < high) {
          const middle = (low + high) >>> 1;
          if ((times[middle] ?? 0) < time) low = middle + 1;
          else high = middle;
        }
        return low;
      };
      const draw = (from: number, to: number, top: number) => {
        context.clearRect(0, 0, 1100, 860);
        const queues: number[][] = Array.from({ length: 9 }, () => []);
        const bucket = (8 * (to - from)) / 1100;
        for (let row = Math.floor(top / 24); row < Math.min(steps, (top + 860) / 24); row++) {
          const y = row * 24 - top;
          context.fillStyle = '#8884';
          context.fillRect(((startedAt - from) / (to - from)) * 1100, y + 5, (length / (to - from)) * 1100, 14);
          const end = ends[row + 1] ?? 0;
          for (let place = find(from, ends[row] ?? 0, end); place < end && (times[place] ?? 0) <= to;) {
            const number = Math.floor((times[place] ?? 0) / bucket);
            queues[words[place] ?? 0]?.push((((number + 0.5) * bucket - from) / (to - from)) * 1100, y + 7);
            place = Math.max(place + 1, find((number + 1) * bucket, place, end));
          }
        }
        for (const [color, queue] of queues.entries()) {
          context.fillStyle = `hsl(${color * 40} 60% 60%)`;
          for (let i = 0; i < queue.length; i += 2) context.fillRect((queue[i] ?? 0) - 3.5, queue[i + 1] ?? 0, 7, 10);
        }
      };
      Object.assign(globalThis, {
        begin: async () => {
          const begun = performance.now();
          sort();
          requestAnimationFrame(() => draw(startedAt, startedAt + length, 0));
          return (await painted()) - begun;
        },
        move: (frames: number) =>
          p95Of(frames, (i) => {
            const { from, to, top } = sightOf(i);
            requestAnimationFrame(() => draw(startedAt + from, startedAt + to, top));
          }),
      });
      await painted();
    },
    { ...size, startedAt: start },
  );
  const painting = await meter.workOf(() => page.evaluate<number>('begin()'));
  const moving = await meter.workOf(() => page.evaluate<number>(`move(${frames})`));
  const heap = await meter.heap();
  await page.close();
  return {
    paint: painting.result,
    paintWork: painting.work,
    work: moving.work / frames,
    p95: moving.result,
    heap,
  };
}

import * as esbuild from 'esbuild';
import type { Browser } from 'playwright-core';
import { projectRoot } from '../../harness/project';
import { start } from '../../unit/timeline/scenes';
import { frames, Meter, type Figures, type Size } from './inPage';

/** `flame-chart-js` as one script, minified. */
export async function flameChartScript(): Promise<string> {
  const contents = `import { FlameChart } from 'flame-chart-js'; Object.assign(globalThis, { FlameChart });`;
  const { outputFiles } = await esbuild.build({
    stdin: { contents, resolveDir: projectRoot },
    ...{ bundle: true, minify: true, write: false, format: 'iife', target: 'es2022' },
  });
  return outputFiles[0]?.text ?? '';
}

type Node = { name: string; start: number; duration: number; type: string; children?: Node[] };
declare global {
  class FlameChart {
    constructor(parts: { canvas: Element | null; data: Node[]; colors: Record<string, string> });
    setZoom(from: number, to: number): void;
    setFlameChartPosition(at: { y: number }): void;
  }
}

/** `flame-chart-js`: steps as a chain of nodes, so that each has a row, and the events in them, colored by type. */
export async function measureFlameChart(browser: Browser, size: Size, script: string): Promise<Figures> {
  const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
  await page.setContent('<style>body { margin: 0 }</style><canvas width="1400" height="880"></canvas>');
  await page.addScriptTag({ content: script });
  const meter = await Meter.of(page);
  await page.evaluate(
    async ({ events, steps, startedAt }) => {
      const { timestamps, types, stepIds, strings, length } = makeData(events, steps, startedAt);
      const first = strings.length - steps;
      const canvas = document.querySelector('canvas');
      const colors = Object.fromEntries(strings.slice(0, first).map((type, i) => [type, `hsl(${i * 40}, 60%, 60%)`]));
      let chart: FlameChart | undefined;
      Object.assign(globalThis, {
        begin: async () => {
          const begun = performance.now();
          const nodes = Array.from({ length: steps }, (_, i): Node & { children: Node[] } => {
            return { name: `Step number ${i} of the plan`, start: 0, duration: length, type: '', children: [] };
          });
          for (let i = 0; i < events; i++) {
            const type = strings[types[i] ?? 0] ?? '';
            const start = (timestamps[i] ?? 0) - startedAt;
            nodes[(stepIds[i] ?? 0) - first]?.children.push({ name: type, start, duration: 1000, type });
          }
          for (const [i, node] of nodes.entries()) if (i > 0) nodes[i - 1]?.children.unshift(node);
          chart = new FlameChart({ canvas, data: nodes.slice(0, 1), colors });
          await painted();
          return (await painted()) - begun;
        },
        move: (frames: number) =>
          p95Of(frames, (i) => {
            const { from, to, top } = sightOf(i);
            chart?.setZoom(from, to);
            chart?.setFlameChartPosition({ y: top });
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
  return { paint: painting.result, paintWork: painting.work, work: moving.work / frames, p95: moving.result, heap };
}

import { createServer } from 'node:http';
import type { Browser } from 'playwright-core';
import { frames, Meter, runLength, type Figures, type Size } from './inPage';

/** Events that the panel knows and that need nothing but their times. */
const types = ['EvaluateScript', 'FunctionCall', 'HitTest', 'MinorGC', 'MajorGC', 'CryptoDoDigest'];

/** The data as a trace: each step is a thread with one task as long as the run, and the events are in the tasks. */
function* traceOf({ events, steps }: Size): Generator<string> {
  const main = { cat: '__metadata', pid: 1, tid: 1, ts: 0, ph: 'M', name: 'thread_name' };
  const frame = { frame: 'A', name: '', processId: 2, url: 'http://x/' };
  const data = { frameTreeNodeId: 1, frames: [frame], persistentIds: true };
  const cat = 'disabled-by-default-devtools.timeline';
  yield `{"traceEvents":[${JSON.stringify({ ...main, args: { name: 'CrBrowserMain' } })}`;
  yield `,${JSON.stringify({ name: 'TracingStartedInBrowser', cat, ph: 'I', ts: 1, pid: 1, tid: 1, args: { data } })}`;
  const task = (name: string, tid: number, ts: number, dur: number) =>
    `,{"name":"${name}","cat":"devtools.timeline","ph":"X","ts":${ts},"dur":${dur},"pid":2,"tid":${tid},"args":{}}`;
  for (let step = 1; step <= steps; step++) {
    yield `,${JSON.stringify({ ...main, pid: 2, tid: step, args: { name: 'CrRendererMain' } })}`;
    yield task('RunTask', step, 1000, runLength * 1000);
  }
  let seed = 42;
  const random = () => (seed = (seed * 1664525 + 1013904223) >>> 0) / 4294967296;
  for (let i = 0; i < events; i++) {
    const ts = 2000 + Math.floor((runLength * 1000 * i) / events);
    yield task(types[Math.floor(random() * types.length)] ?? '', 1 + Math.floor(random() * steps), ts, 1000);
  }
  yield ']}';
}

async function serveTrace(size: Size): Promise<{ readonly url: string; close(): void }> {
  const server = createServer((_, outgoing) => {
    outgoing.writeHead(200, { 'access-control-allow-origin': '*', 'content-type': 'application/json' });
    let part = '';
    for (const text of traceOf(size)) {
      part += text;
      if (part.length < 1 << 20) continue;
      outgoing.write(part);
      part = '';
    }
    outgoing.end(part);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  return { url: `http://127.0.0.1:${port}/trace.json`, close: () => server.close() };
}

/** The performance panel of the DevTools that come with the browser. What it takes to read its file is in its first paint. */
export async function measureDevToolsPanel(browser: Browser, size: Size): Promise<Figures> {
  const context = await browser.newContext({ bypassCSP: true, viewport: { width: 1400, height: 900 } });
  const page = await context.newPage();
  const trace = await serveTrace(size);
  try {
    const begun = performance.now();
    await page.goto(`devtools://devtools/bundled/trace_app.html?traceURL=${trace.url}`);
    await page.getByText(/^Range:/).waitFor({ timeout: 90_000 });
    const paint = performance.now() - begun;
    await page.waitForTimeout(2000);
    const meter = await Meter.of(page);
    await page.evaluate(() => {
      const all = (root: ParentNode): Element[] =>
        [...root.querySelectorAll('*')].flatMap((node) => [node, ...(node.shadowRoot ? all(node.shadowRoot) : [])]);
      // The largest canvas is the one with the rows.
      const [canvas] = all(document)
        .filter((node) => node instanceof HTMLCanvasElement)
        .sort((a, b) => b.clientWidth * b.clientHeight - a.clientWidth * a.clientHeight);
      if (!canvas) throw new Error('No canvas');
      const { left, top } = canvas.getBoundingClientRect();
      const wheel = (deltaY: number, shiftKey: boolean) =>
        canvas.dispatchEvent(
          new WheelEvent('wheel', {
            ...{ deltaY, shiftKey, clientX: left + 500, clientY: top + 200 },
            ...{ bubbles: true, composed: true, cancelable: true },
          }),
        );
      Object.assign(globalThis, {
        move: (frames: number) => p95Of(frames, (i) => wheel(i % 60 < 30 ? (i < 60 ? -25 : 25) : 9, i % 60 >= 30)),
      });
    });
    const moving = await meter.workOf(() => page.evaluate<number>(`move(${frames})`));
    if (process.env.SHOW !== undefined) await page.screenshot({ path: process.env.SHOW });
    return { paint, work: moving.work / frames, p95: moving.result, heap: await meter.heap() };
  } finally {
    trace.close();
    await context.close();
  }
}

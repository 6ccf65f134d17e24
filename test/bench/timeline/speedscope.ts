import { createServer } from 'node:http';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { projectRoot } from '../../harness/project';
import { runLength, type Figures, type Size } from './inPage';

const release = path.join(projectRoot, 'node_modules', 'speedscope', 'dist', 'release');
const kinds: Readonly<Record<string, string>> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' };

/** The data as one profile of the format of speedscope: each event is so much time in its step. */
function profileOf({ events, steps }: Size): string {
  let seed = 42;
  const random = () => (seed = (seed * 1664525 + 1013904223) >>> 0) / 4294967296;
  const frames = Array.from({ length: steps + 8 }, (_, i) => ({ name: i < steps ? `Step ${i}` : `type ${i - steps}` }));
  const weight = runLength / events;
  const samples = Array.from({ length: events }, () => [
    Math.floor(random() * steps),
    steps + Math.floor(random() * 8),
  ]);
  const weights = Array.from({ length: events }, () => weight);
  const sampled = { type: 'sampled', name: 'run', unit: 'milliseconds', startValue: 0, endValue: runLength };
  return JSON.stringify({
    $schema: 'https://www.speedscope.app/file-format-schema.json',
    shared: { frames },
    profiles: [{ ...sampled, samples, weights }],
  });
}

/** How long speedscope takes to read its file and show it; no more, because it draws with WebGL, by software here. */
export async function measureSpeedscope(browser: Browser, size: Size): Promise<Figures> {
  const profile = profileOf(size);
  const files = new Set(readdirSync(release));
  const server = createServer(({ url = '/' }, outgoing) => {
    const name = new URL(url, 'http://x').pathname.slice(1);
    if (name === 'profile.json') outgoing.end(profile);
    else if (files.has(name)) {
      outgoing.setHeader('content-type', kinds[path.extname(name)] ?? 'application/octet-stream');
      outgoing.end(readFileSync(path.join(release, name)));
    } else outgoing.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const origin = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
  try {
    const begun = performance.now();
    await page.goto(`${origin}/index.html#profileURL=${encodeURIComponent(`${origin}/profile.json`)}`);
    await page.getByText('Time Order').waitFor({ timeout: 90_000 });
    await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
    return { paint: performance.now() - begun };
  } finally {
    server.close();
    await page.close();
  }
}

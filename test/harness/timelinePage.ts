import path from 'node:path';
import * as esbuild from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import type { Answer, Ask, Freshness, HostMessage, RunHeader, TimelineMessage } from '../../src/protocol';
import type { EventSlice } from '../../src/model/eventColumns';
import type { Step } from '../../src/model/plan';
import { launchBrowser } from './browser';
import { outFolder, projectRoot } from './project';
import { timelineThemes, type ThemeName } from '../unit/timeline/themes';
import { finishedScene, hostileScene, liveScene, runOf, sliceOf } from '../unit/timeline/scenes';
import { englishTexts } from '../unit/timeline/texts';

/** What the page shows at first. */
export type Scene = {
  readonly run?: RunHeader;
  readonly steps: readonly Step[];
  readonly events: EventSlice;
  readonly freshness: Freshness;
  readonly now: number;
};

export type PageOptions = {
  readonly theme?: ThemeName;
  readonly width?: number;
  readonly height?: number;
  readonly scale?: number;
  /** What the webview's state was before a reload. */
  readonly saved?: unknown;
  /** How the host answers; `undefined` refuses. */
  readonly answer?: (ask: Ask) => Answer | undefined;
};

let bundled: Promise<{ readonly script: string; readonly style: string }> | undefined;

/** The webview's own bundles, as they ship, with the icon font put into the style. */
export function bundles(): Promise<{ readonly script: string; readonly style: string }> {
  bundled ??= (async () => {
    const shared = { bundle: true, minify: true, write: false, target: 'es2022', absWorkingDir: projectRoot } as const;
    const [script, style] = await Promise.all([
      esbuild.build({ ...shared, entryPoints: ['src/timeline/main.ts'], format: 'iife' }),
      esbuild.build({ ...shared, entryPoints: ['src/timeline/timeline.css'], loader: { '.ttf': 'dataurl' } }),
    ]);
    return { script: script.outputFiles[0]?.text ?? '', style: style.outputFiles[0]?.text ?? '' };
  })();
  return bundled;
}

const origin = 'https://timeline.test';

/** The page as the host makes it: the same policy, the same body. */
function html(theme: ThemeName, ids: { readonly missionId: string; readonly runId: string }): string {
  const { kind } = timelineThemes[theme];
  return `<!DOCTYPE html><html lang="en"><head><meta charset="UTF-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src ${origin}; font-src data: ${origin}; script-src 'nonce-n0'">
<link rel="stylesheet" href="${origin}/timeline.css"><title>Run timeline</title></head>
<body class="${kind}" data-vscode-theme-kind="${kind}"><div id="app" data-mission-id="${ids.missionId}" data-run-id="${ids.runId}"></div>
<script nonce="n0" src="${origin}/timeline.js"></script></body></html>`;
}

type FakeHost = { received: TimelineMessage[]; saved: unknown };
declare global {
  interface Window {
    fakeHost: FakeHost;
    hostReceives(message: TimelineMessage): Promise<void>;
  }
}

/** The timeline in a bare page, with a host that the test plays. */
export class TimelinePage {
  readonly errors: string[] = [];
  readonly sent: TimelineMessage[] = [];
  #revision = 1;

  private constructor(
    readonly page: Page,
    readonly scene: Scene,
    readonly options: PageOptions,
  ) {}

  static async open(browser: Browser, scene: Scene, options: PageOptions = {}): Promise<TimelinePage> {
    const { theme = 'Dark Modern', width = 1100, height = 640, scale = 1 } = options;
    const { script, style } = await bundles();
    const page = await browser.newPage({ viewport: { width, height }, deviceScaleFactor: scale });
    const timeline = new TimelinePage(page, scene, options);
    page.on('pageerror', (error) => timeline.errors.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') timeline.errors.push(message.text());
    });
    const declared = Object.entries(timelineThemes[theme].variables).map(([name, value]) => `${name}: ${value};`);
    const themed = `${style}\n:root { ${declared.join(' ')} }`;
    const body = html(theme, { missionId: scene.run?.missionId ?? 'm', runId: scene.run?.runId ?? 'r' });
    await page.route(`${origin}/**`, (route) => {
      const { pathname } = new URL(route.request().url());
      if (pathname === '/timeline.js') return route.fulfill({ contentType: 'text/javascript', body: script });
      if (pathname === '/timeline.css') return route.fulfill({ contentType: 'text/css', body: themed });
      return route.fulfill({ contentType: 'text/html', body });
    });
    await page.exposeFunction('hostReceives', (message: TimelineMessage) => timeline.#receive(message));
    // tsx keeps the names of functions by this helper, which the page does not have.
    await page.addInitScript('globalThis.__name = (named) => named');
    await page.addInitScript(
      ({ saved }) => {
        const host: FakeHost = { received: [], saved };
        window.fakeHost = host;
        Object.assign(window, {
          acquireVsCodeApi: () => ({
            postMessage: (message: TimelineMessage) => {
              host.received.push(message);
              void window.hostReceives(message);
            },
            getState: () => host.saved,
            setState: (state: unknown) => (host.saved = structuredClone(state)),
          }),
        });
      },
      { saved: options.saved },
    );
    await page.goto(`${origin}/index.html`);
    return timeline;
  }

  async #receive(message: TimelineMessage): Promise<void> {
    this.sent.push(message);
    if (message.kind === 'ready')
      await this.post({ kind: 'snapshot', revision: this.#revision, ...this.scene, texts: englishTexts });
    if (message.kind !== 'request') return;
    const { requestId, ask } = message;
    const answer = (this.options.answer ?? plainAnswer)(ask);
    await this.post(
      answer
        ? { kind: 'reply', requestId, answer }
        : { kind: 'refusal', requestId, message: 'These events are not loaded any more.' },
    );
  }

  /** Sends a message of the host's. Columns cross as plain numbers and are typed again on the other side. */
  async post(message: HostMessage): Promise<void> {
    const flat = JSON.stringify(message, (_, value: unknown) =>
      value instanceof Float64Array || value instanceof Uint32Array
        ? { column: value.constructor.name, values: Array.from(value) }
        : value,
    );
    await this.page.evaluate((text) => {
      type Column = { column?: string; values: number[] };
      const typed: unknown = JSON.parse(text, (_, value: unknown) => {
        const { column, values } = (value ?? {}) as Column;
        if (column === 'Float64Array') return new Float64Array(values);
        return column === 'Uint32Array' ? new Uint32Array(values) : value;
      });
      window.postMessage(typed);
    }, flat);
  }

  async delta(change: Omit<Extract<HostMessage, { readonly kind: 'delta' }>, 'kind' | 'revision'>): Promise<void> {
    await this.post({ kind: 'delta', revision: ++this.#revision, ...change });
  }

  /** What the webview has put aside for the time after a reload. */
  saved(): Promise<unknown> {
    return this.page.evaluate(() => window.fakeHost.saved);
  }

  async setTheme(theme: ThemeName): Promise<void> {
    const { kind, variables } = timelineThemes[theme];
    await this.page.evaluate(
      ({ kind, variables }) => {
        document.documentElement.removeAttribute('style');
        for (const [name, value] of Object.entries(variables)) document.documentElement.style.setProperty(name, value);
        document.body.className = kind;
        document.body.dataset.vscodeThemeKind = kind;
      },
      { kind, variables },
    );
  }

  /** Waits until what was changed has been drawn. */
  async settle(): Promise<void> {
    await this.page.evaluate(
      () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(undefined)))),
    );
    await this.page.waitForTimeout(60);
  }

  async screenshot(name: string): Promise<void> {
    await this.settle();
    await this.page.screenshot({ path: path.join(outFolder, 'screenshots', `timeline-${name}.png`) });
  }
}

function plainAnswer(ask: Ask): Answer {
  if (ask.kind === 'event') {
    const payload = {
      tool: 'places.search',
      conversation_id: 'c-4711',
      query: { near: '1420 W Fulton St', radius: 25 },
    };
    return {
      kind: 'event',
      index: ask.index,
      eventId: `event-${ask.index}`,
      summary: `What happened at ${ask.index}`,
      payload: JSON.stringify(payload),
    };
  }
  if (ask.kind === 'search') {
    const found = Array.from({ length: ask.to - ask.from }, (_, i) => ask.from + i);
    return {
      kind: 'search',
      indexes: Uint32Array.from(found.filter((index) => `What happened at ${index}`.includes(ask.text))),
    };
  }
  const summaries = Array.from({ length: ask.to - ask.from }, (_, i) => `What happened at ${ask.from + i}`);
  return { kind: 'eventTexts', from: ask.from, summaries };
}

/** Bytes of the script as it ships. */
export async function scriptSize(): Promise<number> {
  return Buffer.byteLength((await bundles()).script);
}

/** Pictures of what people see, for those who look: `npx tsx test/harness/timelinePage.ts`. */
async function takePictures(): Promise<void> {
  const browser = await launchBrowser();
  const take = async (name: string, scene: Scene, options: PageOptions, act?: (page: Page) => Promise<void>) => {
    const timeline = await TimelinePage.open(browser, scene, options);
    await timeline.page.locator('#timeline-rows').waitFor({ state: 'attached' });
    await timeline.settle();
    await act?.(timeline.page);
    await timeline.screenshot(name);
    if (timeline.errors.length > 0) console.log(name, timeline.errors);
    await timeline.page.close();
  };
  const row = (name: RegExp) => (page: Page) => page.getByRole('treeitem', { name }).click();
  for (const theme of Object.keys(timelineThemes) as ThemeName[]) {
    await take(theme.replaceAll(' ', '-').toLowerCase(), liveScene(), { theme }, row(/Prairie/));
  }
  await take('hover', liveScene(), {}, (page) => page.mouse.move(520, 160));
  await take('finished', finishedScene(), { scale: 2 }, row(/^Run/));
  await take('event', finishedScene(), { theme: 'Light Modern' }, async (page) => {
    await row(/Prairie/)(page);
    await page.keyboard.press('Escape');
    for (const key of ['ArrowRight', 'ArrowRight', 'Enter']) await page.keyboard.press(key);
  });
  await take('narrow', liveScene(), { width: 600, height: 720 }, row(/Skyline/));
  await take('narrow-plain', liveScene(), { width: 420, height: 500 });
  await take('hostile', hostileScene(), {}, row(/very long/));
  const none = sliceOf([]);
  const { run, now } = liveScene();
  await take('empty', { run, steps: [], events: none, freshness: { kind: 'live' }, now }, {});
  await take('loading', { steps: [], events: none, freshness: { kind: 'loading' }, now }, {});
  const stale = {
    kind: 'stale',
    at: now,
    message: 'The API key was refused.',
    mend: { command: 'x', title: 'Set API Key' },
  };
  await take('stale', { ...liveScene(), run: runOf({ busy: true }), freshness: stale as Freshness }, {});
  const reading = { kind: 'reading', loaded: 12_000, total: 48_000 } as const;
  await take('reading', { ...liveScene(), freshness: reading }, {});
  console.log(`timeline.js ${await scriptSize()} bytes`);
  await browser.close();
}

if (process.argv[1]?.endsWith('timelinePage.ts')) void takePictures();

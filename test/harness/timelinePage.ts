import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { Answer, Ask, Freshness, HostMessage, RunHeader, TimelineMessage } from '../../src/protocol/messages';
import type { EventSlice } from '../../src/model/eventColumns';
import type { Step } from '../../src/model/plan';
import { sentStep } from '../../src/protocol/sentSteps';
import { heardAndDrawn } from './heardAndDrawn';
import { outFolder, projectRoot } from './project';
import { waitFor } from './waitFor';
import { timelineThemes, type ThemeName } from '../unit/timeline/themes';
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
  /** Its time can be let run on: `page.clock.runFor`. */
  readonly ownClock?: true;
  /** Where another build of it is. */
  readonly dist?: string;
  /** Hears of the page's browser context before anything happens in it. */
  readonly onContext?: (context: BrowserContext) => Promise<void>;
};

const bundled = (name: string, dist = path.join(projectRoot, 'dist')) => readFileSync(path.join(dist, name));

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

/** The timeline as it was built into `dist/`, in a bare page, with a host that the test plays. */
export class TimelinePage {
  readonly errors: string[] = [];
  /** What the page has sent, the question apart whether the host is there. */
  readonly sent: TimelineMessage[] = [];
  pings = 0;
  /** The extension host hangs: it does not say that it is there. */
  hangs = false;
  #revision = 1;
  /** Messages of the page whose answers are not on their way yet, and those that are. */
  #pending = 0;
  #handled = 0;

  private constructor(
    readonly page: Page,
    readonly scene: Scene,
    readonly options: PageOptions,
  ) {}

  static async open(browser: Browser, scene: Scene, options: PageOptions = {}): Promise<TimelinePage> {
    const { theme = 'Dark Modern', width = 1100, height = 640, scale = 1, dist } = options;
    const page = await browser.newPage({ viewport: { width, height }, deviceScaleFactor: scale });
    page.setDefaultTimeout(60_000);
    await options.onContext?.(page.context());
    const timeline = new TimelinePage(page, scene, options);
    page.on('pageerror', (error) => timeline.errors.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') timeline.errors.push(message.text());
    });
    const declared = Object.entries(timelineThemes[theme].variables).map(([name, value]) => `${name}: ${value};`);
    const themed = `${bundled('timeline.css', dist).toString()}\n:root { ${declared.join(' ')} }`;
    const body = html(theme, { missionId: scene.run?.missionId ?? 'm', runId: scene.run?.runId ?? 'r' });
    await page.route(`${origin}/**`, (route) => {
      const { pathname } = new URL(route.request().url());
      if (pathname === '/timeline.js')
        return route.fulfill({ contentType: 'text/javascript', body: bundled('timeline.js', dist) });
      if (pathname === '/codicon.ttf')
        return route.fulfill({ contentType: 'font/ttf', body: bundled('codicon.ttf', dist) });
      if (pathname === '/timeline.css') return route.fulfill({ contentType: 'text/css', body: themed });
      return route.fulfill({ contentType: 'text/html', body });
    });
    await page.exposeFunction('hostReceives', async (message: TimelineMessage) => {
      timeline.#pending++;
      await timeline.#receive(message);
      timeline.#pending--;
      timeline.#handled++;
    });
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
    if (options.ownClock) await page.clock.install();
    await page.goto(`${origin}/index.html`);
    return timeline;
  }

  async #receive(message: TimelineMessage): Promise<void> {
    if (message.kind === 'ping') {
      this.pings++;
      if (!this.hangs) await this.post({ kind: 'pong' });
      return;
    }
    this.sent.push(message);
    if (message.kind === 'ready')
      await this.post({
        kind: 'snapshot',
        revision: this.#revision,
        ...this.scene,
        steps: this.scene.steps.map(sentStep),
        texts: englishTexts,
      });
    if (message.kind !== 'request') return;
    const { requestId, ask } = message;
    const answer = (this.options.answer ?? plainAnswer)(ask);
    await this.post(
      answer
        ? { kind: 'reply', requestId, answer }
        : { kind: 'refusal', requestId, message: 'These events are no longer loaded.' },
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

  /** Presses keys, and waits until all is shown that comes of them. */
  async press(...keys: readonly string[]): Promise<void> {
    for (const key of keys) await this.page.keyboard.press(key);
    await this.settle();
  }

  /** Waits until the page has no question open and has drawn all that it was told. */
  async settle(): Promise<void> {
    await waitFor(
      'the page to settle',
      async () => {
        const before = this.#handled;
        await this.page.evaluate(heardAndDrawn);
        return this.#pending === 0 && this.#handled === before;
      },
      60_000,
    );
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
  return { kind: 'eventTexts', from: ask.from, summaries, eventIds: eventIds(ask.from, ask.to) };
}

/** The ids that the events from one index to another have. */
export function eventIds(from: number, to: number): string[] {
  return Array.from({ length: to - from }, (_, i) => `event-${from + i}`);
}

/** Bytes of the script as it ships. */
export function scriptSize(): number {
  return Buffer.byteLength(bundled('timeline.js'));
}

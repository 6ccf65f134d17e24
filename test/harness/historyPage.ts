import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { HistoryHostMessage, HistoryMessage } from '../../src/protocol/historyMessages';
import { heardAndDrawn } from './heardAndDrawn';
import { outFolder, projectRoot } from './project';
import { timelineThemes, type ThemeName } from '../unit/timeline/themes';

const origin = 'https://history.test';
const bundled = (name: string) => readFileSync(path.join(projectRoot, 'dist', name));

type FakeHistoryHost = { received: HistoryMessage[]; saved: unknown };
declare global {
  interface Window {
    fakeHistoryHost: FakeHistoryHost;
  }
}

export type HistoryPageOptions = {
  readonly theme?: ThemeName;
  readonly width?: number;
  readonly height?: number;
  /** What the webview's state was before a reload. */
  readonly saved?: unknown;
  /** Hears of the page's browser context before anything happens in it. */
  readonly onContext?: (context: BrowserContext) => Promise<void>;
};

/** The page as the host makes it: the same policy, the same body. */
function html(theme: ThemeName): string {
  const { kind } = timelineThemes[theme];
  return `<!DOCTYPE html><html lang="en"><head><meta charset="UTF-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src ${origin}; font-src data: ${origin}; script-src 'nonce-n0'">
<link rel="stylesheet" href="${origin}/timeline.css"><link rel="stylesheet" href="${origin}/history.css"><title>History</title></head>
<body class="${kind}" data-vscode-theme-kind="${kind}"><div id="app"></div>
<script nonce="n0" src="${origin}/history.js"></script></body></html>`;
}

/** The history as it was built into `dist/`, in a bare page, with a host that the test plays. */
export class HistoryTestPage {
  readonly errors: string[] = [];

  private constructor(readonly page: Page) {}

  static async open(
    browser: Browser,
    message: HistoryHostMessage | undefined,
    options: HistoryPageOptions = {},
  ): Promise<HistoryTestPage> {
    const { theme = 'Dark Modern', width = 1100, height = 640 } = options;
    const page = await browser.newPage({ viewport: { width, height } });
    await options.onContext?.(page.context());
    const opened = new HistoryTestPage(page);
    page.on('pageerror', (error) => opened.errors.push(error.message));
    page.on('console', (said) => {
      if (said.type() === 'error') opened.errors.push(said.text());
    });
    const declared = Object.entries(timelineThemes[theme].variables).map(([name, value]) => `${name}: ${value};`);
    const bodies: Readonly<Record<string, readonly [type: string, body: string | Buffer]>> = {
      '/history.js': ['text/javascript', bundled('history.js')],
      '/codicon.ttf': ['font/ttf', bundled('codicon.ttf')],
      '/timeline.css': ['text/css', bundled('timeline.css')],
      '/history.css': ['text/css', `${bundled('history.css').toString()}\n:root { ${declared.join(' ')} }`],
    };
    await page.route(`${origin}/**`, (route) => {
      const [contentType, body] = bodies[new URL(route.request().url()).pathname] ?? ['text/html', html(theme)];
      return route.fulfill({ contentType, body });
    });
    // tsx keeps the names of functions by this helper, which the page does not have.
    await page.addInitScript('globalThis.__name = (named) => named');
    await page.addInitScript(
      ({ saved }) => {
        const host: FakeHistoryHost = { received: [], saved };
        window.fakeHistoryHost = host;
        Object.assign(window, {
          acquireVsCodeApi: () => ({
            postMessage: (sent: HistoryMessage) => void host.received.push(sent),
            getState: () => host.saved,
            setState: (state: unknown) => (host.saved = state),
          }),
        });
      },
      { saved: options.saved },
    );
    await page.goto(`${origin}/`);
    await page.waitForFunction(() => window.fakeHistoryHost.received.some(({ kind }) => kind === 'ready'));
    if (message) await opened.post(message);
    return opened;
  }

  /** What the page has sent. */
  sent(): Promise<readonly HistoryMessage[]> {
    return this.page.evaluate(() => window.fakeHistoryHost.received);
  }

  /** What the webview has put aside for the time after a reload. */
  saved(): Promise<unknown> {
    return this.page.evaluate(() => window.fakeHistoryHost.saved);
  }

  async post(message: HistoryHostMessage): Promise<void> {
    const { plans } = message;
    const slice = plans && { ...plans, counts: [...plans.counts], cells: [...plans.cells].map(String) };
    const flat = JSON.stringify({ ...message, plans: slice });
    await this.page.evaluate((text) => {
      type Flat = { plans?: { counts: number[]; cells: string[] } };
      const { plans, ...rest } = JSON.parse(text) as Flat;
      const typed = plans && {
        ...plans,
        counts: Uint32Array.from(plans.counts),
        cells: Float64Array.from(plans.cells, Number),
      };
      window.postMessage({ ...rest, ...(typed ? { plans: typed } : {}) });
    }, flat);
    await this.settle();
  }

  /** Waits until the page has drawn all that it was told. */
  async settle(): Promise<void> {
    await this.page.evaluate(heardAndDrawn);
  }

  async press(...keys: readonly string[]): Promise<void> {
    for (const key of keys) await this.page.keyboard.press(key);
    await this.settle();
  }

  async screenshot(name: string): Promise<void> {
    await this.settle();
    await this.page.screenshot({ path: path.join(outFolder, 'screenshots', `history-${name}.png`) });
  }
}

import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Browser, BrowserContext, Frame, Locator, Page } from 'playwright-core';
import { launchBrowser } from './browser';
import { extensionId, outFolder, projectRoot } from './project';
import { startServedVsCode, type Served } from './servedVsCode';

export type WorkbenchOptions = {
  readonly settings?: Readonly<Record<string, unknown>>;
  /** `web` runs the extension's `browser` entry in a worker of the page. */
  readonly extensionKind?: 'workspace' | 'web';
  readonly size?: { readonly width: number; readonly height: number };
};

/** A real VS Code with the extension under development, driven as a person would. */
export class Workbench {
  private constructor(
    readonly page: Page,
    private readonly browser: Browser,
    private readonly context: BrowserContext,
    private readonly served: Served,
    private readonly folder: string,
    private readonly settings: Readonly<Record<string, unknown>>,
  ) {}

  static async open({ settings = {}, extensionKind = 'workspace', size }: WorkbenchOptions = {}): Promise<Workbench> {
    const served = await startServedVsCode({
      ...settings,
      ...(extensionKind === 'web' ? { 'remote.extensionKind': { [extensionId]: ['web'] } } : {}),
    });
    const folder = mkdtempSync(path.join(os.tmpdir(), 'missions-folder-'));
    const browser = await launchBrowser();
    const context = await browser.newContext({ viewport: size ?? { width: 1280, height: 800 } });
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    const page = await context.newPage();
    const workbench = new Workbench(page, browser, context, served, folder, settings);
    await workbench.load();
    return workbench;
  }

  private async load(): Promise<void> {
    await this.page.goto(this.served.url(this.folder, [['extensionDevelopmentPath', this.served.remote(projectRoot)]]));
    await this.page.locator('.monaco-workbench').waitFor({ timeout: 60_000 });
    await this.page.getByRole('tab', { name: 'Missions' }).first().waitFor({ timeout: 60_000 });
  }

  /** Reloads the window, as "Developer: Reload Window" does. */
  async reload(): Promise<void> {
    await this.page.waitForTimeout(1500);
    await this.page.reload();
    await this.page.locator('.monaco-workbench').waitFor({ timeout: 60_000 });
  }

  async close(): Promise<void> {
    await this.context.close();
    await this.browser.close();
    await this.served.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  async showMissions(): Promise<void> {
    await this.page.getByRole('tab', { name: 'Missions' }).first().click();
    await this.page
      .getByRole('heading', { name: /Missions/i })
      .first()
      .waitFor();
  }

  /** Runs a command of the palette by its full title, e.g. `Missions: Set API Key`. */
  async command(title: string): Promise<void> {
    await this.page.keyboard.press('F1');
    const input = this.quickInput();
    await input.fill(`>${title}`);
    const row = this.page.locator('.quick-input-list .monaco-list-row').first();
    await row.filter({ hasText: title.replace(/^.*?: /, '') }).waitFor();
    await input.press('Enter');
  }

  quickInput(): Locator {
    return this.page.locator('.quick-input-widget input').first();
  }

  quickWidget(): Locator {
    return this.page.locator('.quick-input-widget');
  }

  row(name: string | RegExp): Locator {
    return this.page.locator('.sidebar').getByRole('treeitem', { name }).first();
  }

  /** Clicks one of the buttons that a row shows under the pointer. */
  async inlineAction(name: string | RegExp, action: string | RegExp): Promise<void> {
    const row = this.row(name);
    await row.hover();
    await row.getByRole('button', { name: action }).first().click();
  }

  async expand(name: string | RegExp): Promise<void> {
    const row = this.row(name);
    await row.waitFor();
    if ((await row.getAttribute('aria-expanded')) === 'true') return;
    await row.locator('.monaco-tl-twistie').click();
    await this.page.waitForTimeout(300);
  }

  notification(text: string | RegExp): Locator {
    return this.page.locator('.notification-list-item').filter({ hasText: text }).first();
  }

  dialogButton(name: string | RegExp): Locator {
    return this.page.locator('.monaco-dialog-box').getByRole('button', { name });
  }

  /** The frame of the open timeline: a webview is an iframe within an iframe. */
  async timeline(): Promise<Frame> {
    for (let tries = 0; tries < 150; tries++) {
      for (const frame of this.page.frames()) {
        if (frame === this.page.mainFrame()) continue;
        const shown = await frame
          .locator('#app > *')
          .count()
          .catch(() => 0);
        const visible = shown > 0 && (await (await frame.frameElement()).isVisible().catch(() => false));
        if (visible) return frame;
      }
      await this.page.waitForTimeout(100);
    }
    throw new Error('No timeline has opened');
  }

  /** Switches the colour theme while everything is open. */
  async theme(name: string): Promise<void> {
    this.served.configure({ ...this.settings, 'workbench.colorTheme': name });
    await this.page.waitForTimeout(2000);
  }

  async screenshot(name: string): Promise<void> {
    const folder = path.join(outFolder, 'screenshots');
    mkdirSync(folder, { recursive: true });
    await this.page.screenshot({ path: path.join(folder, `${name}.png`) });
  }
}

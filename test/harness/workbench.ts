import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Browser, BrowserContext, Frame, Locator, Page } from 'playwright-core';
import { launchBrowser } from './browser';
import { extensionId, outFolder } from './project';
import { startServedVsCode, type Served } from './servedVsCode';

export type WorkbenchOptions = {
  readonly settings?: Readonly<Record<string, unknown>>;
  /** `web` runs the extension's `browser` entry in a worker of the page. */
  readonly extensionKind?: 'workspace' | 'web';
  /** The folder to open; an empty one where none is named. */
  readonly folder?: string;
  /** Opens the folder as one that nobody has trusted yet. */
  readonly restricted?: boolean;
  /** A file of certificates (PEM) that it trusts beside the usual ones. */
  readonly authorities?: string;
  readonly size?: { readonly width: number; readonly height: number };
  /** A `.vsix` to install instead of the extension under development. */
  readonly vsix?: string;
  /** The language of VS Code, as `vscode.env.language` has it. The workbench itself stays English: it has no pack. */
  readonly language?: 'de';
};

/** The title of the extension's view container, in each language. */
const missionsTitle = /^Mission(s|en)/;

/** A real VS Code with the extension, driven as a person would. */
export class Workbench {
  private constructor(
    readonly page: Page,
    private readonly browser: Browser,
    private readonly context: BrowserContext,
    private readonly served: Served,
  ) {}

  static async open(options: WorkbenchOptions = {}): Promise<Workbench> {
    const { settings = {}, extensionKind = 'workspace', size, folder, language } = options;
    const { restricted = false, vsix, authorities } = options;
    const kind = extensionKind === 'web' ? { 'remote.extensionKind': { [extensionId]: ['web'] } } : {};
    const served = await startServedVsCode({ ...settings, ...kind }, folder, { vsix, restricted, authorities });
    const browser = await launchBrowser();
    const context = await browser.newContext({ viewport: size ?? { width: 1280, height: 800 } });
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    // Where a language pack of VS Code would say it.
    if (language) await context.addInitScript(`globalThis._VSCODE_NLS_LANGUAGE = ${JSON.stringify(language)};`);
    const page = await context.newPage();
    const workbench = new Workbench(page, browser, context, served);
    await workbench.load();
    return workbench;
  }

  private async load(): Promise<void> {
    await this.page.goto(this.served.address);
    await this.page.locator('.monaco-workbench').waitFor({ timeout: 60_000 });
    await this.page.getByRole('tab', { name: missionsTitle }).first().waitFor({ timeout: 60_000 });
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
  }

  /** The folder that is open in it. */
  get folder(): string {
    return this.served.folder;
  }

  /** Opens a file of the folder by its name. */
  async openFile(name: string): Promise<void> {
    const row = this.page.locator('.quick-input-list .monaco-list-row').filter({ hasText: name }).first();
    // A file that has just been written is found by the next search at the earliest.
    for (let tries = 0; tries < 10; tries++) {
      await this.page.keyboard.press('Control+p');
      await this.quickInput().fill(name);
      const found = await row.waitFor({ timeout: 3000 }).then(
        () => true,
        () => false,
      );
      if (found) {
        await this.quickInput().press('Enter');
        return;
      }
      await this.page.keyboard.press('Escape');
    }
    throw new Error(`The file ${name} is not found`);
  }

  /** Takes one of the choices that VS Code offers in its list. */
  async pick(text: string | RegExp): Promise<void> {
    await this.page.locator('.quick-input-list .monaco-list-row').filter({ hasText: text }).first().click();
  }

  /** The same, for a list that may go by itself before anything can be taken. */
  async tryPick(text: string | RegExp): Promise<void> {
    const row = this.page.locator('.quick-input-list .monaco-list-row').filter({ hasText: text }).first();
    await row.click({ timeout: 5000 }).catch(() => undefined);
  }

  async type(text: string): Promise<void> {
    await this.quickInput().fill(text);
    await this.quickInput().press('Enter');
  }

  /** Answers a question once its prompt is there: the one before it may still be about to go. */
  async answer(prompt: string, text: string): Promise<void> {
    await this.quickWidget().getByText(prompt).waitFor();
    await this.type(text);
  }

  /** Answers VS Code's question where to save, which fills in a place by itself first. */
  async saveAs(file: string): Promise<void> {
    const input = this.quickInput();
    const extension = path.extname(file);
    for (let tries = 0; tries < 50 && !(await input.inputValue().catch(() => '')).endsWith(extension); tries++)
      await this.page.waitForTimeout(100);
    // It looks at the place as it is typed, and takes it no sooner than it has.
    for (let tries = 0; tries < 10; tries++) {
      await input.fill(file);
      await this.page.waitForTimeout(500);
      await input.press('Enter');
      const taken = await input.waitFor({ state: 'hidden', timeout: 2000 }).then(
        () => true,
        () => false,
      );
      if (taken) return;
    }
    throw new Error(`VS Code does not save as ${file}`);
  }

  async showMissions(): Promise<void> {
    const tab = this.page.getByRole('tab', { name: missionsTitle }).first();
    const heading = this.page.locator('.sidebar').getByRole('heading', { name: missionsTitle }).first();
    // VS Code, while it is still starting, opens the explorer over what was clicked before.
    for (let steady = 0, tries = 0; steady < 3; tries++) {
      if (tries === 100) throw new Error('The missions view does not open');
      if (await heading.isVisible()) steady++;
      else {
        steady = 0;
        await tab.click();
      }
      await this.page.waitForTimeout(200);
    }
  }

  /** Runs a command of the palette by its full title, e.g. `Missions: Set API Key`. */
  async command(title: string): Promise<void> {
    const input = this.quickInput();
    // The palette lists what fits by the alphabet: what was asked for need not be the first.
    const row = this.page
      .locator('.quick-input-list .monaco-list-row')
      .filter({ has: this.page.getByText(title, { exact: true }) })
      .first();
    // A busy workbench now and then opens the palette late, closes it again, or draws its rows anew under the pointer.
    for (let tries = 0; tries < 5; tries++) {
      try {
        await this.page.keyboard.press('F1');
        await input.fill(`>${title}`, { timeout: 5000 });
        await row.click({ timeout: 8000 });
        await row.waitFor({ state: 'hidden', timeout: 3000 });
        return;
      } catch {
        await this.page.keyboard.press('Escape');
      }
    }
    throw new Error(`The palette does not offer “${title}”`);
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

  /**
   * Clicks one of the buttons that a row shows under the pointer. Where `brings` is named, what the click brings to
   * the screen, it is not clicked again once that is there.
   */
  async inlineAction(name: string | RegExp, action: string | RegExp, brings?: Locator): Promise<void> {
    const control = this.row(name).getByRole('button', { name: action }).first();
    // A row that is drawn anew under the pointer loses its buttons until the pointer moves.
    for (let tries = 0; tries < 10; tries++) {
      if (await brings?.isVisible()) return;
      // Under a question that has come up, there is nothing to hover over.
      if (brings)
        await this.row(name)
          .hover({ timeout: 5000 })
          .catch(() => undefined);
      else await this.row(name).hover();
      if (
        await control.click({ timeout: 2000 }).then(
          () => true,
          () => false,
        )
      )
        return;
      await this.page.mouse.move(700, 500);
    }
    throw new Error(`The row ${String(name)} has no button ${String(action)}`);
  }

  async expand(name: string | RegExp): Promise<void> {
    await this.setExpanded(name, true);
  }

  async collapse(name: string | RegExp): Promise<void> {
    await this.setExpanded(name, false);
  }

  /** Clicks the arrow of a row until it has been heard: a row that is drawn anew under the pointer hears nothing. */
  private async setExpanded(name: string | RegExp, expanded: boolean): Promise<void> {
    const row = this.row(name);
    await row.waitFor();
    for (let tries = 0; tries < 20; tries++) {
      if ((await row.getAttribute('aria-expanded')) === String(expanded)) return;
      if (tries % 5 === 0) await row.locator('.monaco-tl-twistie').click();
      await this.page.waitForTimeout(300);
    }
    throw new Error(`The row ${String(name)} does not ${expanded ? 'open' : 'close'}`);
  }

  /** Clicks a line above the file until it has had its effect: one that is drawn anew under the pointer hears nothing. */
  async clickLens(text: string, effect: () => Promise<boolean>): Promise<void> {
    for (let tries = 0; tries < 5; tries++) {
      await this.page.locator('.codelens-decoration').getByText(text).first().click();
      for (let waited = 0; waited < 10_000; waited += 200) {
        if (await effect()) return;
        await this.page.waitForTimeout(200);
      }
    }
    throw new Error(`${text} has no effect`);
  }

  /** A notification, looked up in the centre: a workbench that is driven by tests shows no toasts. */
  async notification(text: string | RegExp): Promise<Locator> {
    const item = this.page.locator('.notification-list-item').filter({ hasText: text }).first();
    // The centre closes by itself while it is empty, so it is opened again until the notification has come.
    for (let tries = 0; tries < 15; tries++) {
      if (!(await item.isVisible())) await this.command('Notifications: Show Notifications');
      const shown = await item.waitFor({ timeout: 2000 }).then(
        () => true,
        () => false,
      );
      if (shown) return item;
    }
    throw new Error(`No notification says ${String(text)}`);
  }

  dialogButton(name: string | RegExp): Locator {
    return this.page.locator('.monaco-dialog-box').getByRole('button', { name });
  }

  /**
   * Opens the timeline of a run by the button of its row. The button is clicked again where nothing comes of it: a row
   * that VS Code draws anew between the press and the release of the mouse gets no click.
   */
  async openTimeline(run: string | RegExp, mission = ''): Promise<Frame> {
    for (let tries = 0; tries < 3; tries++) {
      await this.inlineAction(run, /Open Timeline|Zeitachse öffnen/);
      const timeline = await this.findTimeline(mission, 10_000);
      if (timeline !== undefined) return timeline;
    }
    return this.timeline(mission);
  }

  /** The frame of the timeline that is shown: a webview is an iframe within an iframe. */
  async timeline(mission = ''): Promise<Frame> {
    const timeline = await this.findTimeline(mission, 20_000);
    if (timeline === undefined) throw new Error(`No timeline of ${mission || 'any mission'} is shown`);
    return timeline;
  }

  private async findTimeline(mission: string, withinMs: number): Promise<Frame | undefined> {
    for (let waited = 0; waited < withinMs; waited += 100) {
      for (const frame of this.page.frames()) {
        const shown = frame.getByRole('heading', { level: 1, name: mission });
        if (frame !== this.page.mainFrame() && (await shown.isVisible().catch(() => false))) return frame;
      }
      await this.page.waitForTimeout(100);
    }
    return undefined;
  }

  /** Waits until a walkthrough shows the picture of that id, which is drawn in a frame of its own. */
  async walkthroughPicture(id: string): Promise<void> {
    for (let tries = 0; tries < 200; tries++) {
      for (const frame of this.page.frames())
        if (
          await frame
            .locator(`svg#${id}`)
            .isVisible()
            .catch(() => false)
        )
          return;
      await this.page.waitForTimeout(100);
    }
    throw new Error(`The picture ${id} is not shown`);
  }

  async clearNotifications(): Promise<void> {
    await this.command('Notifications: Clear All Notifications');
  }

  /** Screenshots in light and in dark, with the pointer where it brings up nothing. */
  async shoot(name: string): Promise<void> {
    const { width, height } = this.page.viewportSize() ?? { width: 0, height: 0 };
    await this.page.mouse.move(width / 2, height - 10);
    await this.theme('Default Light Modern');
    await this.screenshot(`${name}-light`);
    await this.theme('Default Dark Modern');
    await this.screenshot(`${name}-dark`);
    await this.theme('Default Light Modern');
  }

  /** Switches the colour theme while everything is open. */
  async theme(name: string): Promise<void> {
    this.served.configure({ 'workbench.colorTheme': name });
    const light = name.includes('Light');
    const kind = name.includes('High Contrast') ? (light ? '.hc-light' : '.hc-black') : light ? '.vs' : '.vs-dark';
    await this.page.locator(`.monaco-workbench${kind}`).waitFor();
    await this.page.waitForTimeout(400);
  }

  async screenshot(name: string): Promise<void> {
    const folder = path.join(outFolder, 'screenshots');
    mkdirSync(folder, { recursive: true });
    await this.page.screenshot({ path: path.join(folder, `${name}.png`) });
  }
}

import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { BrowserContext, Frame, Locator, Page } from 'playwright-core';
import { discardTrace, keepFailure, startTrace } from './failures';
import { extensionId, outFolder, projectRoot } from './project';
import { startServedVsCode, type Served } from './servedVsCode';
import { sharedBrowser, sharedServer } from './sharedVsCode';
import { waitFor } from './waitFor';

export type WorkbenchOptions = {
  readonly settings?: Readonly<Record<string, unknown>>;
  /** `web` runs the extension's `browser` entry in a worker of the page. */
  readonly extensionKind?: 'workspace' | 'web';
  /** Opens this folder, as one that nobody has trusted yet, instead of an empty one. */
  readonly restrictedFolder?: string;
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

/** VS Code's colour themes, each with its kind as the workbench and as webviews have it. */
export const themes = {
  'Default Light Modern': ['vs', 'vscode-light'],
  'Default Dark Modern': ['vs-dark', 'vscode-dark'],
  'Default High Contrast': ['hc-black', 'vscode-high-contrast'],
  'Default High Contrast Light': ['hc-light', 'vscode-high-contrast-light'],
} as const;
export type Theme = keyof typeof themes;

const day = '(?:Today|Yesterday|[A-Z][a-z]{2} \\d|Heute|Gestern|\\d+\\. [A-Z])';

/** The row of a run under its mission, where it is called by its start; `status` is a part of a regular expression. */
export const runRow = (status = '') => new RegExp(`^${day}.*${status}`);
/** The row of a run by itself: with the name of its mission, of which `mission` is a part. */
export const recentRunRow = (mission = '', status = '') => new RegExp(`${mission} · ${day}.*${status}`);

/** How long an act is given to have its effect, before it is tried again (ms). */
const patienceMs = 4000;
/** What a loaded computer may need at worst. */
const longestMs = 60_000;

const isVisible = (locator: Locator) => locator.isVisible().catch(() => false);
const isSelected = async (row: Locator) =>
  (await row.getAttribute('aria-selected', { timeout: patienceMs }).catch(() => '')) === 'true';

/**
 * Acts until the effect is there: while VS Code draws a row again under the pointer, a click on it is not heard. Acts
 * again only where the effect has not come for a while, and never where it is there already.
 */
export async function actUntil(
  what: string,
  act: () => Promise<unknown>,
  effect: () => Promise<boolean>,
  patience = patienceMs,
): Promise<void> {
  let lastError = '';
  const tried = async () => {
    if (await effect()) return true;
    try {
      await act();
    } catch (error) {
      lastError = String(error);
    }
    return waitFor(what, effect, patience).catch(() => false);
  };
  await waitFor(what, tried, longestMs).catch((error: unknown) => {
    throw new Error(`Timed out waiting for ${what}\n${lastError}`, { cause: error });
  });
}

/** Where VS Code keeps in its browser which editors are open, and what the extension's mementos hold. */
const keptAt = { editors: 'memento/workbench.parts.editor', mementos: extensionId };

/** Runs in the page. Whether what VS Code keeps in its browser under the key has a text in it. */
async function remembers({ key, text }: { readonly key: string; readonly text: string }): Promise<boolean> {
  for (const { name = '' } of await indexedDB.databases()) {
    if (!name.startsWith('vscode-web-state-db-')) continue;
    const kept = await new Promise<unknown>((resolve, reject) => {
      const opening = indexedDB.open(name);
      opening.onerror = () => reject(new Error(`${name} cannot be read`));
      opening.onsuccess = () => {
        const database = opening.result;
        const [table] = database.objectStoreNames;
        if (table === undefined) {
          resolve(undefined);
          return;
        }
        const reading = database.transaction(table).objectStore(table).get(key);
        reading.onerror = () => reject(new Error(`${name} cannot be read`));
        reading.onsuccess = () => {
          database.close();
          resolve(reading.result);
        };
      };
    });
    if (String(kept).includes(text)) return true;
  }
  return false;
}

/** Where a workbench runs: its server, and what becomes of the server when the window is closed. */
type Place = { readonly served: Served; readonly folder: string; readonly address: string; readonly isShared: boolean };

async function placeFor(options: WorkbenchOptions): Promise<Place> {
  const { extensionKind = 'workspace', restrictedFolder, authorities, vsix } = options;
  const kind = extensionKind === 'web' ? { 'remote.extensionKind': { [extensionId]: ['web'] } } : {};
  const settings = { ...options.settings, ...kind };
  if (restrictedFolder === undefined && authorities === undefined && vsix === undefined) {
    const served = await sharedServer();
    const folder = served.renew(settings);
    const address = served.url(folder, [['extensionDevelopmentPath', served.remote(projectRoot)]]);
    return { served, folder, address, isShared: true };
  }
  const restricted = restrictedFolder !== undefined;
  const served = await startServedVsCode(settings, restrictedFolder, { vsix, restricted, authorities });
  return { served, folder: served.folder, address: served.address, isShared: false };
}

/** A real VS Code with the extension, driven as a person would. */
export class Workbench {
  private constructor(
    readonly page: Page,
    private readonly context: BrowserContext,
    private readonly place: Place,
  ) {}

  static async open(options: WorkbenchOptions = {}): Promise<Workbench> {
    const { size = { width: 1280, height: 800 }, language } = options;
    const [place, browser] = await Promise.all([placeFor(options), sharedBrowser()]);
    const context = await browser.newContext({ viewport: size, reducedMotion: 'reduce' });
    context.setDefaultTimeout(longestMs);
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    // Where a language pack of VS Code would say it.
    if (language) await context.addInitScript(`globalThis._VSCODE_NLS_LANGUAGE = ${JSON.stringify(language)};`);
    await startTrace(context);
    const workbench = new Workbench(await context.newPage(), context, place);
    try {
      await workbench.load();
    } catch (error) {
      const places = await keepFailure(workbench.page, 'opening VS Code');
      await workbench.close();
      throw new Error(`VS Code with the extension was not opened. ${places}`, { cause: error });
    }
    await discardTrace(context);
    return workbench;
  }

  private async load(): Promise<void> {
    await this.page.goto(this.place.address);
    await this.page.locator('.monaco-workbench').waitFor();
    // What VS Code shows at first comes late, and over what was opened before.
    await this.page.locator('.sidebar .explorer-folders-view').first().waitFor();
    await this.page.getByRole('tab', { name: missionsTitle }).first().waitFor();
  }

  /**
   * Reloads the window, as "Developer: Reload Window" does. Where one of the editors is to be there again, that is once
   * VS Code has written it down: it is of `editor`, a part of its address or of its state.
   */
  async reload(editor?: string): Promise<void> {
    if (editor !== undefined) await this.remembers('editors', editor);
    await this.page.reload();
    await this.page.locator('.monaco-workbench').waitFor();
  }

  /** Loads the window again with the document of this URI open, as an address of VS Code for the web can ask for it. */
  async loadWith(uri: string): Promise<void> {
    const address = new URL(this.place.address);
    const payload = JSON.parse(address.searchParams.get('payload') ?? '[]') as unknown[];
    address.searchParams.set('payload', JSON.stringify([...payload, ['openFile', uri]]));
    await this.page.goto(address.href);
    await this.page.locator('.monaco-workbench').waitFor();
  }

  /** Waits until VS Code has written down what a reload would lose before: it takes its time for that. */
  async remembers(kind: keyof typeof keptAt, text: string): Promise<void> {
    const key = keptAt[kind];
    await waitFor(`VS Code to remember ${text}`, () => this.page.evaluate(remembers, { key, text }), longestMs);
  }

  async close(): Promise<void> {
    // A window that is left says so to its server, which ends its extension host at once.
    await this.page.goto('about:blank').catch(() => undefined);
    await this.context.close();
    if (!this.place.isShared) await this.place.served.close();
  }

  /** The folder that is open in it. */
  get folder(): string {
    return this.place.folder;
  }

  /** What VS Code keeps of its user on the side of its server. */
  get userFolder(): string {
    return this.place.served.userFolder;
  }

  /** Opens a file of the folder by its name. */
  async openFile(name: string): Promise<void> {
    const row = this.choice(name);
    const tab = this.page.locator('.tab.active', { hasText: name });
    // A file that has just been written is found by the next search at the earliest.
    await actUntil(
      `the file ${name} to be open`,
      async () => {
        await this.page.keyboard.press('Control+p');
        await this.quickInput().fill(name);
        await row.waitFor({ timeout: 3000 }).catch(() => this.page.keyboard.press('Escape'));
        await this.quickInput().press('Enter', { timeout: 1000 });
      },
      () => isVisible(tab),
    );
  }

  /** A row of the list that VS Code shows. */
  choice(text: string | RegExp): Locator {
    return this.page.locator('.quick-input-list .monaco-list-row').filter({ hasText: text }).first();
  }

  /** Takes one of the choices of VS Code's list. Where the pointer rests on another, VS Code explains that, over its neighbors. */
  async pick(text: string | RegExp): Promise<void> {
    await this.page.mouse.move(0, 0);
    await this.choice(text).click();
  }

  async type(text: string): Promise<void> {
    await this.quickInput().fill(text);
    await this.accept();
  }

  /** Takes what VS Code's input holds, once it is shown: a key that comes sooner goes elsewhere. */
  async accept(): Promise<void> {
    await this.quickInput().waitFor();
    await this.quickInput().press('Enter');
  }

  /** Answers a question once its prompt is there: the one before it may still be about to go. */
  async answer(prompt: string, text: string): Promise<void> {
    await this.quickWidget().getByText(prompt).waitFor();
    await this.type(text);
  }

  /** Goes back to the question before, which has this prompt. */
  async goBack(prompt: string): Promise<void> {
    await this.quickWidget().getByRole('button', { name: 'Back' }).click();
    await this.quickWidget().getByText(prompt).waitFor();
  }

  /** Answers VS Code's question where to save, which fills in a place by itself first. */
  async saveAs(file: string): Promise<void> {
    const input = this.quickInput();
    const extension = path.extname(file);
    await waitFor(
      'the place that VS Code suggests',
      async () => (await input.inputValue({ timeout: 5000 }).catch(() => '')).endsWith(extension),
      longestMs,
    );
    // It looks at the place as it is typed, and takes it no sooner than it has.
    await actUntil(
      `VS Code to save as ${file}`,
      async () => {
        await input.fill(file, { timeout: 2000 });
        await input.press('Enter', { timeout: 2000 });
      },
      async () => !(await isVisible(input)),
      1000,
    );
  }

  async showMissions(): Promise<void> {
    const tab = this.page.getByRole('tab', { name: missionsTitle }).first();
    const heading = this.page.locator('.sidebar').getByRole('heading', { name: missionsTitle }).first();
    await actUntil(
      'the missions view',
      () => tab.click(),
      () => isVisible(heading),
    );
  }

  /** Gives the extension a key by its welcome view, where it has none yet, and waits for missions. */
  async signIn(key = 'KEY_DEMO'): Promise<void> {
    await this.showMissions();
    const welcome = this.page.getByRole('button', { name: /^(Set API Key|API-Schlüssel festlegen)$/ }).first();
    const input = this.quickInput();
    const mission = this.page.locator('.sidebar').getByRole('treeitem').first();
    await mission.or(welcome).first().waitFor();
    if (await isVisible(mission)) return;
    await actUntil(
      'the question for the key',
      () => welcome.click({ timeout: patienceMs }),
      () => isVisible(input),
    );
    await this.type(key);
    await mission.waitFor();
  }

  /** Runs a command of the palette by its full title, e.g. `Missions: Set API Key`. */
  async command(title: string): Promise<void> {
    const input = this.quickInput();
    // The palette lists what fits by the alphabet: what was asked for need not be the first.
    const row = this.page
      .locator('.quick-input-list .monaco-list-row')
      .filter({ has: this.page.getByText(title, { exact: true }) })
      .first();
    // A busy workbench now and then opens the palette late, closes it again, or draws its rows again under the pointer.
    let isRun = false;
    await actUntil(
      `the palette to run “${title}”`,
      async () => {
        try {
          await this.page.keyboard.press('F1');
          await input.fill(`>${title}`, { timeout: 5000 });
          await row.click({ timeout: 8000 });
          await row.waitFor({ state: 'hidden', timeout: 10_000 });
          isRun = true;
        } catch (error) {
          // With the focus in a list, Escape would take back what is selected there.
          if (await isVisible(input)) await this.page.keyboard.press('Escape');
          throw error;
        }
      },
      () => Promise.resolve(isRun),
      0,
    );
  }

  /** Runs a command until it asks for what the prompt says: what takes the focus meanwhile closes palette and question. */
  async commandThatAsks(title: string, prompt: string): Promise<void> {
    await actUntil(
      `what “${title}” asks`,
      () => this.command(title),
      () => isVisible(this.quickWidget().getByText(prompt)),
    );
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

  /** Starts a run by the action of the mission's row, after the question how. */
  async startRun(mission: string | RegExp): Promise<void> {
    const start = this.choice(/^(Start|Starten)/);
    await this.inlineAction(mission, /^(Start Run|Ausführung starten)/, () => start.isVisible());
    await start.click();
  }

  /** Opens the recent runs by the status bar, until such a row of them is there. */
  async openRecentRuns(row: RegExp): Promise<void> {
    await actUntil(
      'the recent runs',
      () => this.page.locator('.statusbar-item', { hasText: /\d (runs?|Ausführung)/ }).click({ timeout: 5000 }),
      () => isVisible(this.row(row)),
      15_000,
    );
  }

  /** Selects a row without laying it open. */
  async select(name: string | RegExp): Promise<void> {
    const row = this.row(name);
    await row.waitFor();
    await actUntil(
      `the row ${String(name)} to be selected`,
      () => this.clickRow(name),
      () => isSelected(row),
    );
  }

  /** Selects rows beside what is selected. While VS Code reads a tree again it may forget the first ones. */
  async selectTogether(names: readonly (string | RegExp)[]): Promise<void> {
    for (const name of names) await this.row(name).waitFor();
    await actUntil(
      `the rows ${names.join(', ')} to be selected`,
      async () => {
        for (const name of names) if (!(await isSelected(this.row(name)))) await this.clickRow(name, 'ControlOrMeta');
      },
      async () => (await Promise.all(names.map((name) => isSelected(this.row(name))))).every(Boolean),
    );
  }

  /**
   * Clicks a row until what it opens is there: VS Code no longer knows the command of a row that it reads again at
   * that moment, and logs "Actual command not found".
   */
  async openRow(name: string | RegExp, effect: () => Promise<boolean>): Promise<void> {
    await this.row(name).waitFor();
    await actUntil(`what the row ${String(name)} opens`, () => this.clickRow(name), effect);
  }

  private async clickRow(name: string | RegExp, ...modifiers: 'ControlOrMeta'[]): Promise<void> {
    await this.row(name).click({ modifiers, position: { x: 60, y: 10 }, timeout: patienceMs });
  }

  /**
   * Clicks one of the buttons that a row shows under the pointer, until the effect of that is there. A row that is
   * drawn again under the pointer loses its buttons until the pointer moves, and under a question that has come up
   * there is nothing to hover over.
   */
  async inlineAction(name: string | RegExp, action: string | RegExp, effect: () => Promise<boolean>): Promise<void> {
    const row = this.row(name);
    const control = row.getByRole('button', { name: action }).first();
    await row.waitFor();
    await actUntil(
      `what ${String(action)} of the row ${String(name)} brings`,
      async () => {
        await this.page.mouse.move(700, 500);
        await row.hover({ timeout: patienceMs });
        await control.click({ timeout: 2000 });
      },
      effect,
      10_000,
    );
  }

  /** The entries of the menu that is open: of the innermost, where several are. */
  menuItems(): Locator {
    return this.page.locator('.monaco-menu').last().getByRole('menuitem');
  }

  private async closeMenu(): Promise<void> {
    const menus = this.page.locator('.monaco-menu');
    for (let left = await menus.count(); left > 0; left--) await this.page.keyboard.press('Escape');
  }

  /** Opens the menu of a row. */
  async openMenu(name: string | RegExp): Promise<void> {
    const row = this.row(name);
    await row.waitFor();
    await actUntil(
      `the menu of the row ${String(name)}`,
      async () => {
        await this.page.keyboard.press('Escape');
        await row.click({ button: 'right', position: { x: 60, y: 10 }, timeout: patienceMs });
      },
      () => isVisible(this.menuItems().first()),
    );
  }

  /** Takes an entry of the menu of a row, or of a submenu of it, until the effect of that is there. */
  async menuAction(
    name: string | RegExp,
    action: string,
    effect: () => Promise<boolean>,
    submenu?: string,
  ): Promise<void> {
    // A menu that has just come up takes no click that ends at once.
    const take = (text: string) =>
      this.menuItems().filter({ hasText: text }).first().click({ timeout: 2000, delay: 300 });
    await actUntil(
      `what ${action} in the menu of the row ${String(name)} brings`,
      async () => {
        await this.closeMenu();
        await this.openMenu(name);
        if (submenu !== undefined) await take(submenu);
        await take(action);
      },
      effect,
      10_000,
    );
  }

  /** The title of one of the views of the sidebar, with its buttons in sight. */
  async viewTitle(view: string): Promise<Locator> {
    const title = this.page.locator('.sidebar .pane-header').filter({ hasText: view }).first();
    await title.hover();
    return title;
  }

  /** Takes an entry of “Views and More Actions…” of a view, until the effect of that is there. */
  async viewAction(view: string, action: string, effect: () => Promise<boolean>): Promise<void> {
    await actUntil(
      `what ${action} of the view ${view} brings`,
      async () => {
        await this.page.keyboard.press('Escape');
        const title = await this.viewTitle(view);
        await title.getByRole('button', { name: /More Actions/ }).click({ timeout: 2000 });
        await this.menuItems().filter({ hasText: action }).first().click({ timeout: 2000, delay: 300 });
      },
      effect,
      10_000,
    );
  }

  async expand(name: string | RegExp): Promise<void> {
    await this.setExpanded(name, true);
  }

  async collapse(name: string | RegExp): Promise<void> {
    await this.setExpanded(name, false);
  }

  private async setExpanded(name: string | RegExp, expanded: boolean): Promise<void> {
    const row = this.row(name);
    await row.waitFor();
    await actUntil(
      `the row ${String(name)} to ${expanded ? 'open' : 'close'}`,
      () => row.locator('.monaco-tl-twistie').click({ timeout: patienceMs }),
      async () =>
        (await row.getAttribute('aria-expanded', { timeout: patienceMs }).catch(() => '')) === String(expanded),
      1500,
    );
  }

  lens(text: string | RegExp): Locator {
    return this.page.locator('.codelens-decoration').getByText(text).first();
  }

  /** Clicks a line above the file until it has had its effect: one that is drawn again under the pointer hears nothing. */
  async clickLens(text: string, effect: () => Promise<boolean>): Promise<void> {
    await this.lens(text).waitFor();
    await actUntil(
      `what the lens ${text} brings`,
      () => this.lens(text).click({ timeout: patienceMs }),
      effect,
      10_000,
    );
  }

  /** A notification, looked up in the centre: a workbench that is driven by tests shows no toasts. */
  async notification(text: string | RegExp): Promise<Locator> {
    const item = this.page.locator('.notification-list-item').filter({ hasText: text }).first();
    // The centre closes by itself while it is empty, so it is opened again until the notification has come.
    await actUntil(
      `a notification that says ${String(text)}`,
      () => this.command('Notifications: Show Notifications'),
      () => isVisible(item),
      1000,
    );
    return item;
  }

  async clearNotifications(): Promise<void> {
    await this.command('Notifications: Clear All Notifications');
  }

  /** A question that VS Code asks in a dialog. */
  dialog(): Locator {
    return this.page.locator('.monaco-dialog-box');
  }

  dialogButton(name: string | RegExp): Locator {
    return this.dialog().getByRole('button', { name });
  }

  /** Closes all editors, once all that was typed in them is saved: VS Code would ask about it. */
  async closeEditors(): Promise<void> {
    await this.page.locator('.tab.dirty').first().waitFor({ state: 'detached' });
    await this.command('View: Close All Editors');
    await this.page.locator('.tabs-container .tab').first().waitFor({ state: 'detached' });
  }

  /** Takes back a question that a test has left open, under which nothing else can be done; says which it was. */
  async closeLeftDialog(): Promise<string | undefined> {
    const dialog = this.dialog();
    if (!(await isVisible(dialog))) return undefined;
    const question = (await dialog.innerText()).replaceAll('\n', ' ');
    await this.page.keyboard.press('Escape');
    return question;
  }

  /** The first editor, and its text. */
  editor(): Locator {
    return this.page.locator('.editor-instance .view-lines').first();
  }

  /** Types at the end of the text that is open. */
  async typeAtEnd(text: string): Promise<void> {
    await this.editor().click();
    await this.page.keyboard.press('Control+End');
    await this.page.keyboard.type(text);
  }

  /** Opens the timeline of a run by the button of its row. */
  async openTimeline(run: string | RegExp, mission = ''): Promise<Frame> {
    await this.inlineAction(run, /Open Timeline|Zeitachse öffnen/, () => this.showsTimeline(mission));
    return this.timeline(mission);
  }

  /** Whether something can be seen in one of the frames. */
  async showsInFrame(locate: (frame: Frame) => Locator): Promise<boolean> {
    return (await this.findFrame(locate)) !== undefined;
  }

  /** Whether a timeline of the mission is shown. */
  showsTimeline(mission: string): Promise<boolean> {
    return this.showsInFrame((frame) => frame.getByRole('heading', { level: 1, name: mission }));
  }

  /** The frame of the timeline that is shown: a webview is an iframe within an iframe. */
  async timeline(mission = ''): Promise<Frame> {
    const heading = (frame: Frame) => frame.getByRole('heading', { level: 1, name: mission });
    return this.frameThatShows(`the timeline of ${mission || 'any mission'}`, heading);
  }

  /** The frame in which something can be seen, once it can. */
  async frameThatShows(what: string, locate: (frame: Frame) => Locator): Promise<Frame> {
    const frame = await waitFor(what, () => this.findFrame(locate), longestMs);
    if (!frame) throw new Error(`There is no frame for ${what}`);
    return frame;
  }

  private async findFrame(locate: (frame: Frame) => Locator): Promise<Frame | undefined> {
    for (const frame of this.page.frames())
      if (frame !== this.page.mainFrame() && (await isVisible(locate(frame)))) return frame;
    return undefined;
  }

  /** Waits until a walkthrough shows the picture of that id, which is drawn in a frame of its own. */
  async walkthroughPicture(id: string): Promise<void> {
    await this.frameThatShows(`the picture ${id}`, (frame) => frame.locator(`svg#${id}`));
  }

  /** Switches the colour theme while everything is open, and waits until workbench and webviews have it. */
  async theme(name: Theme): Promise<void> {
    const [workbench, webview] = themes[name];
    this.place.served.configure({ 'workbench.colorTheme': name });
    await this.page.locator(`.monaco-workbench.${workbench}`).waitFor();
    for (const frame of this.page.frames())
      if (await isVisible(frame.locator('body[data-vscode-theme-kind]')))
        await frame.locator(`body[data-vscode-theme-kind="${webview}"]`).waitFor();
  }

  /** A picture for people, in `out/screenshots`, with what was changed last drawn. */
  async screenshot(name: string): Promise<void> {
    const folder = path.join(outFolder, 'screenshots');
    mkdirSync(folder, { recursive: true });
    const drawn = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    await this.page.evaluate(drawn);
    // In a frame that cannot be seen, nothing is drawn.
    for (const frame of this.page.frames()) if (await isVisible(frame.locator('#app'))) await frame.evaluate(drawn);
    await this.page.screenshot({ path: path.join(folder, `${name}.png`), animations: 'disabled' });
  }

  /** Pictures in light and in dark, with the pointer where it brings up nothing. */
  async shoot(name: string): Promise<void> {
    const { width, height } = this.page.viewportSize() ?? { width: 0, height: 0 };
    await this.page.mouse.move(width / 2, height - 10);
    await this.theme('Default Light Modern');
    await this.screenshot(`${name}-light`);
    await this.theme('Default Dark Modern');
    await this.screenshot(`${name}-dark`);
    await this.theme('Default Light Modern');
  }
}

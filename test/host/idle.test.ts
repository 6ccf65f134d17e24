import { assert } from 'chai';
import * as vscode from 'vscode';
import { defaultTiming } from '../../src/model/timing';
import { waitFor } from '../harness/waitFor';
import { closeEditors, connected } from './fixture';
import { intervals } from './intervals';
import type { TestWorld } from './world';

/** The timers that the extension has set and that have neither fired nor been cleared, by where they were set. */
class TimersOfExtension {
  private readonly alive = new Map<unknown, { readonly from: string; readonly ms: number }>();
  private readonly own = {
    setTimeout: globalThis.setTimeout,
    setInterval: globalThis.setInterval,
    clearTimeout: globalThis.clearTimeout,
    clearInterval: globalThis.clearInterval,
  };

  constructor() {
    const { own, alive } = this;
    type Start = (does: () => void, ms?: number) => NodeJS.Timeout;
    const set =
      (start: Start, repeats: boolean) =>
      (does: () => void, ms = 0) => {
        const timer = start(() => {
          if (!repeats) alive.delete(timer);
          does();
        }, ms);
        // Who has called: VS Code's own client of HTTP, which the extension calls, has timers of its own, and so have
        // the extensions that come with VS Code.
        const from = new Error().stack?.split('\n')[2] ?? '';
        if (from.includes('dist/extension') && !from.includes('/extensions/'))
          alive.set(timer, { from: from.trim(), ms });
        return timer;
      };
    const clear = (end: (timer: NodeJS.Timeout | undefined) => void) => (timer: NodeJS.Timeout | undefined) => {
      alive.delete(timer);
      end(timer);
    };
    Object.assign(globalThis, {
      setTimeout: set(own.setTimeout, false),
      setInterval: set(own.setInterval, true),
      clearTimeout: clear(own.clearTimeout),
      clearInterval: clear(own.clearInterval),
    });
  }

  list = () => [...this.alive.values()].map(({ from, ms }) => `${ms} ms ${from}`);
  /** After how long each of them fires (ms). */
  times = () => [...this.alive.values()].map(({ ms }) => ms);
  restore = () => Object.assign(globalThis, this.own);
}

describe('when nothing of the extension is visible and notifications are off', () => {
  let world: TestWorld;
  let timers: TimersOfExtension;
  const settings = () => vscode.workspace.getConfiguration('missions');
  const set = (name: string, value: unknown) => settings().update(name, value, vscode.ConfigurationTarget.Global);

  before(async () => {
    await closeEditors();
    timers = new TimersOfExtension();
    await set('notifications', 'off');
    const { world: connectedTo, api } = await connected({ speed: 1 });
    world = connectedTo;
    // The real times: idling is what is shown.
    api.setTiming(defaultTiming);
  });
  after(async () => {
    timers.restore();
    await set('notifications', undefined);
    await world.close();
  });

  it('keeps no timer and sends no request; while something is visible, it does', async () => {
    await vscode.commands.executeCommand('missions.tree.focus');
    await waitFor('the view to be asked for', async () => (await world.takeRequests()).listMissions);
    // In 5 s, or in 60 s where no run is active, less what has gone by since the last answer.
    await waitFor('its next look to be planned', () => timers.times().some((ms) => ms > 4000 && ms <= 5000));
    await vscode.commands.executeCommand('workbench.view.explorer');
    await waitFor('every timer to be gone', () => timers.list().length === 0).catch(() =>
      assert.strictEqual(timers.list().join('\n'), ''),
    );
    await world.takeRequests();
    await intervals(5);
    assert.deepStrictEqual(await world.takeRequests(), {});
    assert.strictEqual(timers.list().join('\n'), '');
  }).timeout(60_000);
});

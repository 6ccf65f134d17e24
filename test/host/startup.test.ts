import { assert } from 'chai';
import * as vscode from 'vscode';
import { createAccount } from '../../src/account/account';
import { mementoTexts } from '../../src/documents/kept/mementoTexts';
import { createMissionFilter } from '../../src/views/trees/missionFilter';
import { createSeenRuns } from '../../src/views/seenRuns';
import { valueOf } from '../../src/tracking/store/facts';
import { textOf } from '../harness/productTexts';
import { waitFor } from '../harness/waitFor';
import { describeConnected, itemsOf, missionId, rows } from './fixture';
import { Intervals } from './intervals';
import { silent } from '../silent';

const broken: readonly unknown[] = [
  null,
  0,
  NaN,
  'yes',
  '',
  [],
  [1, null, {}],
  {},
  { a: 1 },
  { text: 7, sort: [] },
  true,
];

function memento(value: unknown): vscode.Memento & { setKeysForSync(): void } {
  return {
    keys: () => [],
    get: <T>(_: string, otherwise?: T) => (value === undefined ? otherwise : value) as T,
    update: () => Promise.resolve(),
    setKeysForSync: () => undefined,
  };
}

/** An account of its own, on a computer where these things are broken. */
function accountOn(parts: { readonly secrets?: Partial<vscode.SecretStorage>; readonly saved?: unknown }) {
  const never = new vscode.EventEmitter<vscode.SecretStorageChangeEvent>();
  const secrets = {
    keys: () => Promise.resolve([]),
    get: () => Promise.resolve(undefined),
    store: () => Promise.resolve(),
    delete: () => Promise.resolve(),
    onDidChange: never.event,
    ...parts.secrets,
  };
  const context = { secrets, globalState: memento(parts.saved) } as unknown as vscode.ExtensionContext;
  return createAccount(context, {
    log: silent,
    demo: () => Promise.resolve({ apiKey: 'KEY', handle: () => Promise.resolve(new Response()) }),
  });
}

/** Types keys into the box that asks for one; resolves to what the box said of each, nothing for the one it took. */
async function typeKeys(keys: readonly string[]): Promise<(string | undefined)[]> {
  const window = vscode.window as { createInputBox: typeof vscode.window.createInputBox };
  const { createInputBox } = window;
  const said: (string | undefined)[] = [];
  window.createInputBox = () => {
    const box = createInputBox.call(vscode.window);
    const accept: (() => unknown)[] = [];
    const hide: (() => unknown)[] = [];
    let hidden = false;
    return new Proxy(box, {
      get(target, name) {
        if (name === 'onDidAccept') return (listener: () => unknown) => void accept.push(listener);
        if (name === 'onDidHide') return (listener: () => unknown) => void hide.push(listener);
        if (name === 'dispose') return () => target.dispose();
        if (name === 'hide')
          return () => {
            hidden = true;
            for (const listener of hide) listener();
          };
        if (name === 'show')
          return () =>
            void (async () => {
              for (const key of keys) {
                box.value = key;
                for (const listener of accept) await listener();
                const message = box.validationMessage;
                said.push(hidden ? undefined : typeof message === 'string' ? message : message?.message);
              }
            })();
        const value: unknown = Reflect.get(target, name);
        return value;
      },
      set: (target, name, value) => hidden || Reflect.set(target, name, value),
    });
  };
  try {
    await vscode.commands.executeCommand('missions.setApiKey');
    await waitFor('every key to be answered', () => said.length === keys.length);
    return said;
  } finally {
    window.createInputBox = createInputBox;
  }
}

describeConnected('start-up where things are broken', { sidebar: 'missions' }, ({ world, api }) => {
  beforeEach(() => waitFor('the missions', async () => (await rows(api, 1)).length === 6));

  it('welcomes without a key and asks for nothing; a key that is taken brings the missions', async () => {
    await api.account.removeKey();
    await waitFor('the key to be gone', async () => (await api.account.state()) === 'none');
    await waitFor('the tree to be empty', async () => (await rows(api, 1)).length === 0);
    await world.takeRequests();
    await vscode.commands.executeCommand('missions.refresh');
    assert.deepStrictEqual(await world.takeRequests(), {});
    const [wrong, right] = await typeKeys(['KEY_WRONG', 'KEY_DEMO']);
    assert.strictEqual(wrong, textOf('keyRejected'));
    assert.strictEqual(right, undefined);
    await waitFor('the missions', async () => (await rows(api, 1)).length === 6);
  });

  it('says that the key is wrong, with the command that sets another', async () => {
    await api.account.setKey('KEY_WRONG');
    await waitFor('the row that says so', async () => {
      const [row] = await itemsOf(api.tree);
      return row?.item.command?.command === 'missions.setApiKey';
    });
    assert.strictEqual(await api.account.state(), 'key');
    assert.deepStrictEqual(await typeKeys(['KEY_DEMO']), [undefined]);
    await waitFor('the missions', async () => (await rows(api, 1)).length === 6);
  });

  it('says that it is offline, and comes back with one more try', async () => {
    await world.goOffline();
    api.store.clear();
    api.poller.restart();
    await waitFor('the row that says so', async () => {
      const [row] = await itemsOf(api.tree);
      return row?.item.command?.command === 'missions.refresh';
    });
    await world.goOnline();
    await vscode.commands.executeCommand('missions.refresh');
    await waitFor('the missions', async () => (await rows(api, 1)).length === 6);
  });

  it('keeps a key in the box where the secret storage does not take it, and has none where it cannot be read', async () => {
    const locked = () => {
      throw new Error('locked');
    };
    for (const secrets of [{ get: locked, store: locked }, { get: () => Promise.reject(new Error('locked')) }]) {
      const account = accountOn({ secrets });
      assert.strictEqual(await account.state(), 'none');
      assert.strictEqual(await account.connection(), undefined);
      account.dispose();
    }
  });

  it('starts as for the first time where what was kept is broken', async () => {
    for (const saved of broken) {
      const account = accountOn({ saved });
      assert.strictEqual(await account.state(), saved === true ? 'demo' : 'none', JSON.stringify(saved));
      account.dispose();
      const filter = createMissionFilter(memento(saved));
      assert.deepStrictEqual(filter.get(), { sort: 'name', text: '', status: undefined });
      assert.strictEqual(createSeenRuns(memento(saved)).has('a'), false);
      for (const text of Object.values(mementoTexts(memento(saved), 'x'))) assert.isString(text);
    }
    assert.deepStrictEqual(mementoTexts(memento({ a: 'x', b: 5, c: null }), 'x'), { a: 'x' });
  });

  it('goes on, no more often than by default, where settings are of the wrong type', async () => {
    const settings = vscode.workspace.getConfiguration('missions');
    const wrong = {
      'refreshInterval.timeline': null,
      'refreshInterval.active': 'often',
      'refreshInterval.idle': [],
      stuckAfterMinutes: { minutes: 5 },
      notifications: 7,
    };
    const before = Object.keys(wrong).map((name) => [name, settings.inspect<unknown>(name)?.globalValue] as const);
    const { Global } = vscode.ConfigurationTarget;
    for (const [name, value] of Object.entries(wrong)) await settings.update(name, value, Global);
    const passing = new Intervals();
    try {
      await world.takeRequests();
      let sent = 0;
      await waitFor('some ticks', async () => {
        const counts = await world.takeRequests();
        sent += counts.listRecentRuns ?? 0;
        return passing.count >= 4 && sent >= 3;
      });
      // Those that were under way at the beginning and at the end come on top.
      assert.isAtMost(sent, passing.count + 2);
      const run = await world.call('POST', `/${missionId}/runs`, {});
      await waitFor('the new run', () => valueOf(api.store.run(String(run.run_id))));
    } finally {
      passing.stop();
      for (const [name, value] of before) await settings.update(name, value, Global);
    }
  });
});

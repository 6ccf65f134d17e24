import { assert } from 'chai';
import * as vscode from 'vscode';
import { createAccount } from '../../src/account/account';
import { labels, saying } from '../harness/productTexts';
import { choose, stubDialogs } from './dialogs';
import { describeConnected, extensionId, missionId, runningRunId } from './fixture';
import { TestWorld } from './world';
import { silent } from '../silent';
import { waitFor } from '../harness/waitFor';

const key = 'KEY_DEMO';

/** What all windows of VS Code share. */
type Shared = {
  readonly secrets: Map<string, string>;
  readonly state: Map<string, unknown>;
  readonly changed: vscode.EventEmitter<vscode.SecretStorageChangeEvent>;
  /** The secret storage takes nothing. */
  locked: boolean;
};

const sharedByWindows = (): Shared => ({
  secrets: new Map(),
  state: new Map(),
  changed: new vscode.EventEmitter(),
  locked: false,
});

/** What one window has of VS Code. */
function windowOf(shared: Shared) {
  const { secrets, state, changed } = shared;
  const context = {
    secrets: {
      get: (name: string) => Promise.resolve(secrets.get(name)),
      store(name: string, value: string) {
        if (shared.locked) return Promise.reject(new Error('locked'));
        secrets.set(name, value);
        changed.fire({ key: name });
        return Promise.resolve();
      },
      delete(name: string) {
        secrets.delete(name);
        changed.fire({ key: name });
        return Promise.resolve();
      },
      onDidChange: changed.event,
    },
    globalState: {
      get: (name: string) => state.get(name),
      update: (name: string, value: unknown) => Promise.resolve(void state.set(name, value)),
    },
  } as unknown as vscode.ExtensionContext;
  const account = createAccount(context, {
    demo: () => Promise.resolve({ apiKey: '', handle: () => Promise.reject(new Error('nobody')) }),
    log: silent,
  });
  let changes = 0;
  account.onDidChange(() => changes++);
  return { account, changes: () => changes };
}

describeConnected('the API key and the settings', {}, ({ world, api }) => {
  const dialogs = stubDialogs();
  // The windows that are played tell VS Code of their accounts.
  afterEach(() => api.account.state());

  it('the key is in no setting and in nothing that VS Code keeps beside its secrets', () => {
    const settings = vscode.workspace.getConfiguration('missions');
    assert.notInclude(JSON.stringify(settings), key);
    const kept = api.state.keys().map((name) => [name, api.state.get(name)]);
    assert.notInclude(JSON.stringify(kept), key);
    assert.notInclude(JSON.stringify(vscode.extensions.getExtension(extensionId)?.packageJSON), '"KEY');
  });

  it('the key is sent to no other origin than the one that it was entered for', async () => {
    const other = await TestWorld.create();
    const settings = vscode.workspace.getConfiguration('missions');
    const sentTo = async (baseUrl: string) => {
      await settings.update('apiBaseUrl', baseUrl, vscode.ConfigurationTarget.Global);
      await waitFor('the address', () => {
        const base = api.account.baseUrl();
        return base.kind === 'allowed' && base.url === baseUrl;
      });
    };
    await sentTo(other.baseUrl);
    try {
      assert.strictEqual(await api.account.connection(), undefined);
      assert.strictEqual(await api.account.state(), 'none');
      api.poller.restart();
      await vscode.commands.executeCommand('missions.tree.focus');
      await vscode.commands.executeCommand('missions.refresh');
      assert.deepStrictEqual(await other.takeRequests(), {});
    } finally {
      await sentTo(world.baseUrl);
      await other.close();
    }
    assert.strictEqual((await api.account.connection())?.apiKey, key);
  });

  it('a key that is set, changed or removed in one window reaches a second window', async () => {
    const shared = sharedByWindows();
    const [one, two] = [windowOf(shared), windowOf(shared)];
    const keyIn = async ({ account }: typeof one) => (await account.connection())?.apiKey;
    assert.deepStrictEqual([await keyIn(one), await keyIn(two)], [undefined, undefined]);
    await one.account.setKey('KEY_1');
    assert.deepStrictEqual([await keyIn(one), await keyIn(two)], ['KEY_1', 'KEY_1']);
    await two.account.setKey('KEY_2');
    assert.deepStrictEqual([await keyIn(one), await keyIn(two)], ['KEY_2', 'KEY_2']);
    await waitFor('both to have told', () => one.changes() === 2 && two.changes() === 2);
    await one.account.removeKey();
    assert.deepStrictEqual([await keyIn(one), await keyIn(two)], [undefined, undefined]);
    // Who looks at the demo in one window is not thrown out of it by the other.
    await waitFor('both to have told again', () => one.changes() === 3 && two.changes() === 3);
    await two.account.setDemo(true);
    await one.account.setKey('KEY_3');
    assert.strictEqual(await keyIn(one), 'KEY_3');
    assert.strictEqual(await two.account.state(), 'demo');
    const before = two.changes();
    await two.account.setDemo(true);
    assert.strictEqual(two.changes(), before, 'it is there already');
    assert.strictEqual(await keyIn(one), 'KEY_3');
    // What was chosen last is what another window starts with.
    const three = windowOf(shared);
    assert.strictEqual(await three.account.state(), 'demo');
    for (const { account } of [one, two, three]) account.dispose();
  });

  it('the demo account is left only for a key that could be stored', async () => {
    const shared = sharedByWindows();
    const { account, changes } = windowOf(shared);
    await account.setDemo(true);
    shared.locked = true;
    const refused = await account.setKey('KEY_1').then(
      () => false,
      () => true,
    );
    assert.ok(refused);
    assert.strictEqual(await account.state(), 'demo');
    assert.strictEqual(changes(), 1);
    shared.locked = false;
    await account.setKey('KEY_1');
    assert.strictEqual((await account.connection())?.apiKey, 'KEY_1');
    assert.strictEqual(changes(), 2);
    account.dispose();
  });

  it('the setting to start in the demo account does not change the account of a window that has started', async () => {
    const settings = vscode.workspace.getConfiguration('missions');
    const shared = sharedByWindows();
    const { account, changes } = windowOf(shared);
    assert.strictEqual(await account.state(), 'none');
    try {
      await settings.update('startInDemoAccount', true, vscode.ConfigurationTarget.Global);
      await waitFor('a new window to start in the demo account', async () => {
        const opened = windowOf(shared).account;
        const state = await opened.state();
        opened.dispose();
        return state === 'demo';
      });
      assert.strictEqual(await account.state(), 'none');
      assert.strictEqual(changes(), 0);
    } finally {
      await settings.update('startInDemoAccount', undefined, vscode.ConfigurationTarget.Global);
      account.dispose();
    }
  });

  it('settings of a workspace change neither the address nor the demo account', async function () {
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    if (!folder) return this.skip();
    const elsewhere = await TestWorld.create();
    const file = vscode.Uri.joinPath(folder, '.vscode', 'settings.json');
    const settings = (name: string) => vscode.workspace.getConfiguration('missions').get(name);
    const hostile = {
      'missions.apiBaseUrl': elsewhere.baseUrl,
      'missions.startInDemoAccount': true,
      'missions.stuckAfterMinutes': 77,
    };
    try {
      await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(JSON.stringify(hostile)));
      // What a workspace may say has come through, so the rest has been read as well.
      await waitFor('the settings of the workspace', () => settings('stuckAfterMinutes') === 77);
      assert.strictEqual(settings('apiBaseUrl'), world.baseUrl);
      assert.strictEqual(settings('startInDemoAccount'), false);
      assert.strictEqual((await api.account.connection())?.baseUrl, world.baseUrl);
      await vscode.commands.executeCommand('missions.refresh');
      assert.deepStrictEqual(await elsewhere.takeRequests(), {});
      const configuration = vscode.workspace.getConfiguration('missions');
      const refused = await Promise.resolve(
        configuration.update('apiBaseUrl', elsewhere.baseUrl, vscode.ConfigurationTarget.Workspace),
      ).then(
        () => false,
        () => true,
      );
      assert.ok(refused);
    } finally {
      await vscode.workspace.fs.delete(file);
      await waitFor('its settings to be gone', () => settings('stuckAfterMinutes') !== 77);
      await elsewhere.close();
    }
  });

  it('the diagnostics have what a bug report needs, without the key', async () => {
    const echo = { errors: [{ title: 'no', detail: `The key ${key} and the words of Ms Example` }] };
    await world.fault({ operation: 'getRun', times: 1, effect: { kind: 'status', status: 403, body: echo } });
    dialogs.always(choose(labels.open));
    await api.links.handleUri(vscode.Uri.from({ scheme: 'x', path: `/run/${missionId}/${runningRunId}` }));
    assert.match(dialogs.asked[1]?.text ?? '', saying('forbidden'));
    assert.notInclude(dialogs.asked[1]?.text, key);
    dialogs.always(choose(labels.show));
    await vscode.commands.executeCommand('missions.copyDiagnostics');
    const text = await vscode.env.clipboard.readText();
    assert.strictEqual(vscode.window.activeTextEditor?.document.getText(), text);
    for (const secret of [key, 'Ms Example', missionId, runningRunId, '/v2']) assert.notInclude(text, secret);
    const { version } = vscode.extensions.getExtension(extensionId)?.packageJSON as { version: string };
    for (const fact of [
      version,
      vscode.version,
      'Account: key',
      `| missions.apiBaseUrl | ${new URL(world.baseUrl).host} |`,
    ])
      assert.include(text, fact);
    assert.match(text, /\| getRun \| forbidden \| 403 \|/, text);
    assert.match(text, /\| missions\.notifications \| off \|/);
  });
});

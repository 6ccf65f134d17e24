import * as vscode from 'vscode';
import type { Connection, Fetch, Log } from '../api/request';
import { defaultBaseUrl, parseBaseUrl, type BaseUrl } from './baseUrl';

/** `none`: no key yet. `badBaseUrl`: the setting names an address that the key must not be sent to. */
export type AccountState = 'none' | 'key' | 'demo' | 'badBaseUrl';

/** The service in memory that the demo account talks to: made when it is first asked. */
export type DemoService = { readonly apiKey: string; handle(request: Request): Promise<Response> };

export interface Account {
  /** Where requests go now; `undefined` where none may leave. */
  connection(): Promise<Connection | undefined>;
  state(): Promise<AccountState>;
  /** Whether this window is in the demo account. */
  isDemo(): boolean;
  /** Where the API is, by the setting. */
  baseUrl(): BaseUrl;
  /** A connection with another key, to try it before it is stored. `undefined` where the base URL is refused. */
  connectionWith(apiKey: string): Connection | undefined;
  /** Stores the key for the present base URL's origin, and leaves the demo account. */
  setKey(apiKey: string): Promise<void>;
  removeKey(): Promise<void>;
  setDemo(on: boolean): Promise<void>;
  /** The account is another one now: whatever was known is of no use. */
  readonly onDidChange: vscode.Event<void>;
  dispose(): void;
}

const demoState = 'demoAccount';
export const demoBaseUrl = 'https://demo.invalid/v2';

export function createAccount(
  context: vscode.ExtensionContext,
  parts: { readonly demo: () => Promise<DemoService>; readonly log: Log; readonly fetch?: Fetch },
): Account {
  const changed = new vscode.EventEmitter<void>();
  const fetch: Fetch = parts.fetch ?? ((input, init) => globalThis.fetch(input, init));
  let demo: Promise<Connection> | undefined;
  /** Whether this window is in the demo account; `undefined` until somebody asks. */
  let demoHere: boolean | undefined;
  /** Read once and then kept: every request asks for it. */
  let keyRead: { readonly origin: string; readonly key: Promise<string | undefined> } | undefined;

  const baseUrl = () => {
    // Settings and what was kept may be of any type: nobody checks what is written into their files.
    const set = vscode.workspace.getConfiguration('missions').get<unknown>('apiBaseUrl') ?? defaultBaseUrl;
    return parseBaseUrl(typeof set === 'string' ? set : '');
  };

  /** A key belongs to the origin that it was entered for and goes to no other. */
  const secretName = (origin: string) => `missions.apiKey ${origin}`;

  function readKey(origin: string): Promise<string | undefined> {
    if (keyRead?.origin !== origin) {
      const read = async () => context.secrets.get(secretName(origin));
      const key = read().catch(() => {
        parts.log.error("Couldn't read the secret storage: no API key");
        keyRead = undefined;
        return undefined;
      });
      keyRead = { origin, key };
    }
    return keyRead.key;
  }

  function startsInDemo(): boolean {
    const chosen = context.globalState.get<unknown>(demoState);
    if (typeof chosen === 'boolean') return chosen;
    return vscode.workspace.getConfiguration('missions').get<unknown>('startInDemoAccount') === true;
  }

  /** Decided once in each window, when first asked: what other windows choose later is what new windows start with. */
  const inDemo = () => (demoHere ??= startsInDemo());

  /** `announce` is to follow where that is a change. */
  async function chooseDemo(on: boolean): Promise<void> {
    await context.globalState.update(demoState, on);
    demoHere = on;
  }

  async function connectToDemo(): Promise<Connection> {
    const service = await parts.demo();
    return {
      baseUrl: demoBaseUrl,
      apiKey: service.apiKey,
      fetch: (input, init) => service.handle(new Request(input, init)),
    };
  }

  async function state(): Promise<AccountState> {
    if (inDemo()) return 'demo';
    const base = baseUrl();
    if (base.kind === 'refused') return 'badBaseUrl';
    return (await readKey(base.origin)) ? 'key' : 'none';
  }

  async function showState(): Promise<AccountState> {
    const now = await state();
    await vscode.commands.executeCommand('setContext', 'missions.account', now);
    await vscode.commands.executeCommand('setContext', 'missions.hasAccount', now === 'key' || now === 'demo');
    return now;
  }

  async function announce(): Promise<void> {
    keyRead = undefined;
    await showState();
    changed.fire();
  }

  const listeners = vscode.Disposable.from(
    changed,
    // A key that another window has set or removed.
    context.secrets.onDidChange(({ key }) => {
      if (key.startsWith(secretName('')) && !inDemo()) void announce();
    }),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('missions.apiBaseUrl') && !inDemo()) void announce();
    }),
  );

  return {
    async connection() {
      if (inDemo()) return (demo ??= connectToDemo());
      const base = baseUrl();
      if (base.kind === 'refused') return undefined;
      const apiKey = await readKey(base.origin);
      return apiKey ? { baseUrl: base.url, apiKey, fetch } : undefined;
    },
    state: showState,
    isDemo: inDemo,
    baseUrl,
    connectionWith(apiKey) {
      const base = baseUrl();
      return base.kind === 'allowed' ? { baseUrl: base.url, apiKey, fetch } : undefined;
    },
    async setKey(apiKey) {
      const base = baseUrl();
      if (base.kind === 'refused') throw new Error('The base URL is not allowed');
      const wasDemo = inDemo();
      await context.secrets.store(secretName(base.origin), apiKey);
      await chooseDemo(false);
      // The secret's own event announces it otherwise.
      if (wasDemo) await announce();
    },
    async removeKey() {
      const base = baseUrl();
      if (base.kind === 'refused') return;
      await context.secrets.delete(secretName(base.origin));
    },
    async setDemo(on) {
      const isChange = inDemo() !== on;
      await chooseDemo(on);
      // Who is there already loses nothing of what is shown.
      if (isChange) await announce();
    },
    onDidChange: changed.event,
    dispose() {
      listeners.dispose();
    },
  };
}

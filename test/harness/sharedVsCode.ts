/** What all test files of one worker use: starting it takes seconds. It ends with the worker. */
import type { Browser } from 'playwright-core';
import { launchBrowser } from './browser';
import { installScriptedModel } from './scriptedModel/install';
import { startServedVsCode, type Served } from './servedVsCode';

let server: Promise<Served> | undefined;
let browser: Promise<Browser> | undefined;

/** A VS Code with the extension under development: for one window at a time, after {@link Served.renew}. */
export function sharedServer(): Promise<Served> {
  server ??= startServedVsCode({}, undefined, { installBeside: installScriptedModel }).then((served) => {
    void served.ended.then(() => (server = undefined));
    return served;
  });
  return server;
}

export function sharedBrowser(): Promise<Browser> {
  browser ??= launchBrowser().then((launched) => {
    launched.on('disconnected', () => (browser = undefined));
    return launched;
  });
  return browser;
}

/** For who is no worker of tests. */
export async function closeShared(): Promise<void> {
  await (await browser)?.close();
  await (await server)?.close();
}

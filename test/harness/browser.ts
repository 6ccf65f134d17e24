import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { chromium, type Browser } from 'playwright-core';

const commands = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const places: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  linux: ['/usr/bin', ...(process.env.PATH ?? '').split(path.delimiter)].flatMap((folder) =>
    commands.map((command) => path.join(folder, command)),
  ),
  darwin: ['Google Chrome', 'Chromium', 'Microsoft Edge'].map(
    (name) => `/Applications/${name}.app/Contents/MacOS/${name}`,
  ),
  win32: ['ProgramFiles', 'ProgramFiles(x86)', 'LOCALAPPDATA'].flatMap((folder) =>
    ['Google\\Chrome\\Application\\chrome.exe', 'Microsoft\\Edge\\Application\\msedge.exe'].map((file) =>
      path.join(process.env[folder] ?? 'C:\\', file),
    ),
  ),
};

/** Where a Chromium is: on this computer, or where Playwright has put its own. */
function found(): string | undefined {
  const named = process.env.CHROMIUM_PATH;
  if (named) {
    if (!existsSync(named)) throw new Error(`CHROMIUM_PATH names ${named}, which is not there.`);
    return named;
  }
  return [...(places[process.platform] ?? []), chromium.executablePath()].find((place) => existsSync(place));
}

/** The path of a Chromium. Installs Debian's where it may; else says the one command to run. */
export function findChromium(): string {
  const here = found();
  if (here) return here;
  const debian = existsSync('/usr/bin/apt-get');
  if (debian && process.getuid?.() === 0) {
    process.stderr.write('Installing Debian’s chromium …\n');
    const aptGet = (...args: string[]) =>
      execFileSync('apt-get', ['-qq', ...args], {
        stdio: ['ignore', 'ignore', 'inherit'],
        env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      });
    aptGet('update');
    aptGet('install', '-y', '--no-install-recommends', 'chromium', 'fonts-liberation');
    const installed = found();
    if (installed) return installed;
  }
  const command = debian ? 'sudo apt-get install chromium' : 'npx playwright-core install chromium';
  throw new Error(`The tests need a Chromium. Run "${command}", or name one in CHROMIUM_PATH.`);
}

export function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: findChromium(),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

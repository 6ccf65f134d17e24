import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { generate } from 'selfsigned';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { serveProxy, type Proxy } from '../harness/proxy';
import { serveSimulator, type ServedSimulator } from '../harness/serveSimulator';
import { useWorkbenchAlone } from '../harness/useWorkbench';
import type { Workbench } from '../harness/workbench';

/** A name that no one has: only the proxy leads there. */
const host = 'missions.test';

describe('behind the proxy of VS Code’s settings', () => {
  let simulator: ServedSimulator;
  let proxy: Proxy;
  let workbench: Workbench;
  const folder = mkdtempSync(path.join(os.tmpdir(), 'missions-proxy-'));

  async function prepare() {
    const { private: key, cert } = await generate([{ name: 'commonName', value: host }], {
      extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: host }] }],
    });
    const authorities = path.join(folder, 'authorities.pem');
    writeFileSync(authorities, cert);
    simulator = await serveSimulator({ identity: { key, cert } });
    proxy = await serveProxy(Number(new URL(simulator.baseUrl).port));
    const settings = {
      'http.proxy': proxy.url,
      // Else VS Code trusts the authorities of the computer alone.
      'http.systemCertificates': false,
      'missions.apiBaseUrl': `https://${host}/v2`,
    };
    return { authorities, settings };
  }
  useWorkbenchAlone(prepare, (opened) => {
    workbench = opened;
  });
  beforeEach(() => workbench.signIn());
  afterAll(async () => {
    await proxy.close();
    await simulator.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('asks through it, over TLS from end to end', async () => {
    await workbench.row(/Roof repair quotes/).waitFor();
    expect(proxy.asked.map(({ target }) => target)).toContain(`${host}:443`);
    expect(simulator.simulator.requests.length).toBeGreaterThan(0);
  });

  it('never shows it the key', () => {
    expect(proxy.asked.length).toBeGreaterThan(0);
    for (const { head } of proxy.asked) expect(head).not.toMatch(/KEY_DEMO|authorization/i);
  });

  it('keeps what is shown while it lets nothing through, and says so', async () => {
    const age = workbench.page.getByText(/As of /).first();
    proxy.refuse(true);
    await workbench.command('Missions: Refresh');
    await age.waitFor();
    await workbench.row(/Roof repair quotes/).waitFor();
    proxy.refuse(false);
    await workbench.command('Missions: Refresh');
    await age.waitFor({ state: 'hidden' });
  });
});

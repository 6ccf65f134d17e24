import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { generate } from 'selfsigned';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { build } from '../harness/project';
import { serveProxy, type Proxy } from '../harness/proxy';
import { serveSimulator, type ServedSimulator } from '../harness/serveSimulator';
import { Workbench } from '../harness/workbench';

/** A name that no one has: only the proxy leads there. */
const host = 'missions.test';

describe('behind the proxy of VS Code’s settings', () => {
  let simulator: ServedSimulator;
  let proxy: Proxy;
  let workbench: Workbench;
  const folder = mkdtempSync(path.join(os.tmpdir(), 'missions-proxy-'));

  beforeAll(async () => {
    build();
    const { private: key, cert } = await generate([{ name: 'commonName', value: host }], {
      extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: host }] }],
    });
    const authorities = path.join(folder, 'authorities.pem');
    writeFileSync(authorities, cert);
    simulator = await serveSimulator({ identity: { key, cert } });
    proxy = await serveProxy(Number(new URL(simulator.baseUrl).port));
    // Else VS Code trusts the authorities of the computer alone.
    const settings = {
      'http.proxy': proxy.url,
      'http.systemCertificates': false,
      'missions.apiBaseUrl': `https://${host}/v2`,
    };
    workbench = await Workbench.open({ authorities, settings });
  });
  afterAll(async () => {
    await workbench.close();
    await proxy.close();
    await simulator.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('asks through it, over TLS from end to end', async () => {
    await workbench.showMissions();
    await workbench.page.getByRole('button', { name: 'Set API Key' }).click();
    await workbench.type('KEY_DEMO');
    await workbench.row(/Roof repair quotes/).waitFor();
    expect(proxy.asked.map(({ target }) => target)).toContain(`${host}:443`);
    expect(simulator.simulator.requests.length).toBeGreaterThan(0);
  });

  it('never shows it the key', () => {
    expect(proxy.asked.length).toBeGreaterThan(0);
    for (const { head } of proxy.asked) expect(head).not.toMatch(/KEY_DEMO|authorization/i);
  });

  it('keeps what is shown while it lets nothing through, and says so', async () => {
    proxy.refuse(true);
    await workbench.command('Missions: Refresh');
    await workbench.page
      .getByText(/As of /)
      .first()
      .waitFor();
    await workbench.row(/Roof repair quotes/).waitFor();
    await workbench.screenshot('proxy-refuses');
    proxy.refuse(false);
    await workbench.command('Missions: Refresh');
    await workbench.page
      .getByText(/As of /)
      .first()
      .waitFor({ state: 'hidden' });
  });
});

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { serveSimulator, type ServedSimulator } from '../../harness/serveSimulator';
import { running, roof, simulated } from './simulated';

const get = (path: string, more: RequestInit = {}) =>
  new Request(`https://demo.invalid/v2/ai/missions${path}`, { headers: { authorization: 'Bearer KEY_DEMO' }, ...more });

describe('a fault', () => {
  it('answers with a status, headers and a body, before or after the act', async () => {
    const { simulator, ask, row } = simulated();
    const headers = { 'retry-after': '7' };
    simulator.addFault({ times: 1, effect: { kind: 'status', status: 429, headers, body: { any: 1 } } });
    const response = await simulator.handle(get(''));
    expect([response.status, response.headers.get('retry-after'), await response.json()]).toEqual([
      429,
      '7',
      { any: 1 },
    ]);
    simulator.addFault({ times: 1, operation: 'pauseRun', effect: { kind: 'status', status: 503 } });
    expect((await ask('POST', `${running}/pause`)).status).toBe(503);
    expect((await row('GET', running)).status).toBe('running');
    simulator.addFault({ times: 1, operation: 'pauseRun', effect: { kind: 'status', status: 503, afterwards: true } });
    expect((await ask('POST', `${running}/pause`)).status).toBe(503);
    expect((await row('GET', running)).status).toBe('paused');
  });

  it('can forbid, in the form of the service', async () => {
    const { simulator, ask } = simulated();
    simulator.addFault({ operation: 'startRun', effect: { kind: 'status', status: 403 } });
    const { status, errors } = await ask('POST', `/${roof}/runs`);
    expect(status).toBe(403);
    expect(errors).toMatchObject([{ code: '10403', title: 'Forbidden' }]);
  });

  it('cuts the connection, before or after the act', async () => {
    const { simulator, ask, row } = simulated();
    simulator.addFault({ times: 1, operation: 'pauseRun', effect: { kind: 'drop' } });
    await expect(ask('POST', `${running}/pause`)).rejects.toThrow(new TypeError('fetch failed'));
    expect((await row('GET', running)).status).toBe('running');
    simulator.addFault({ times: 1, operation: 'pauseRun', effect: { kind: 'drop', afterwards: true } });
    await expect(ask('POST', `${running}/pause`)).rejects.toThrow(new TypeError('fetch failed'));
    expect((await row('GET', running)).status).toBe('paused');
  });

  it('sends HTML, or half of the JSON, with status 200', async () => {
    const { simulator, rows } = simulated();
    const whole = await (await simulator.handle(get(''))).text();
    const undo = simulator.addFault({ effect: { kind: 'html' } });
    const html = await simulator.handle(get(''));
    expect([html.status, html.headers.get('content-type')]).toEqual([200, 'text/html']);
    expect(await html.text()).toMatch(/^<!DOCTYPE html>/);
    undo();
    simulator.addFault({ effect: { kind: 'cutJson' } });
    const cut = await simulator.handle(get(''));
    const half = await cut.text();
    expect([cut.status, cut.headers.get('content-type')]).toEqual([200, 'application/json']);
    expect(whole.startsWith(half)).toBe(true);
    expect(half.length).toBeLessThan(whole.length);
    simulator.clearFaults();
    expect(await rows('')).toHaveLength(6);
  });

  it('is late, on top of the latency of all', async () => {
    const { simulator } = simulated({ latencyMs: 30 });
    const timed = async () => {
      const began = performance.now();
      await simulator.handle(get(''));
      return performance.now() - began;
    };
    expect(await timed()).toBeGreaterThan(25);
    simulator.addFault({ effect: { kind: 'slow', ms: 60 } });
    expect(await timed()).toBeGreaterThan(80);
    simulator.clearFaults();
    simulator.setLatency(0);
    expect(await timed()).toBeLessThan(25);
  });

  it('never answers, until the sender gives up', async () => {
    const { simulator } = simulated();
    simulator.addFault({ effect: { kind: 'hang' } });
    const sender = new AbortController();
    const hung = simulator.handle(get('', { signal: sender.signal }));
    const first = await Promise.race([
      hung.then(() => 'answer'),
      new Promise((resolve) => setTimeout(resolve, 50, 'nothing')),
    ]);
    expect(first).toBe('nothing');
    sender.abort();
    await expect(hung).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('strikes its operation alone, so many times, in the order of adding', async () => {
    const { simulator, ask } = simulated();
    simulator.addFault({ operation: 'getMission', times: 2, effect: { kind: 'status', status: 500 } });
    simulator.addFault({ operation: 'getMission', times: 1, effect: { kind: 'status', status: 502 } });
    expect((await ask('GET', '')).status).toBe(200);
    const statuses: number[] = [];
    for (let i = 0; i < 4; i++) statuses.push((await ask('GET', `/${roof}`)).status);
    expect(statuses).toEqual([500, 500, 502, 200]);
  });
});

describe('over HTTP', () => {
  let served: ServedSimulator;
  const headers = { authorization: 'Bearer KEY_DEMO' };
  beforeEach(async () => {
    served = await serveSimulator();
  });
  afterEach(() => served.close());

  it('a cut connection is one, and the next request is answered', async () => {
    const { simulator, baseUrl } = served;
    simulator.addFault({ times: 1, effect: { kind: 'drop' } });
    await expect(fetch(`${baseUrl}/ai/missions`, { headers })).rejects.toThrow(TypeError);
    expect((await fetch(`${baseUrl}/ai/missions`, { headers })).status).toBe(200);
  });

  it('a page of another origin may ask, and read `Retry-After`', async () => {
    const { simulator, baseUrl } = served;
    const asked = await fetch(`${baseUrl}/ai/missions`, { method: 'OPTIONS' });
    expect(asked.status).toBe(204);
    expect(asked.headers.get('access-control-allow-headers')).toContain('authorization');
    simulator.addFault({ effect: { kind: 'status', status: 429, headers: { 'retry-after': '3' } } });
    const told = await fetch(`${baseUrl}/ai/missions`, { headers });
    expect(told.headers.get('access-control-allow-origin')).toBe('*');
    expect(told.headers.get('access-control-expose-headers')).toContain('retry-after');
    expect(told.headers.get('retry-after')).toBe('3');
  });

  it('a hanging answer does not keep it from closing, and a taken port is told', async () => {
    const { simulator, baseUrl } = served;
    const port = Number(new URL(baseUrl).port);
    await expect(serveSimulator({ port })).rejects.toThrow('EADDRINUSE');
    simulator.addFault({ effect: { kind: 'hang' } });
    const hung = fetch(`${baseUrl}/ai/missions`, { headers });
    const refused = expect(hung).rejects.toThrow(TypeError);
    await new Promise((resolve) => setTimeout(resolve, 50));
    await served.close();
    await refused;
    served = await serveSimulator();
  });
});

import { createTestSimulator, type TestSimulatorOptions } from '../../../src/simulator/testSimulator';

export type Row = Readonly<Record<string, unknown>>;
export type Answered = {
  readonly status: number;
  readonly data?: unknown;
  readonly meta?: Row;
  readonly detail?: readonly Row[];
  readonly errors?: readonly Row[];
};

export const start = Date.parse('2026-11-24T12:00:00Z');
/** The demo's first mission, and its run that is under way at the start. */
export const roof = '5b1f0c1e-0001-4000-a000-000000000001';
export const running = `/${roof}/runs/f3e4d6d6-4394-4574-a524-55238fd2523d`;

export function isRow(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A simulator whose clock the test moves, and short ways to ask it. Paths begin after `/ai/missions`. */
export function simulated(options: TestSimulatorOptions = {}) {
  let now = start;
  const simulator = createTestSimulator({ clock: () => now, ...options });
  async function ask(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
    const response = await simulator.handle(
      new Request(`https://demo.invalid/v2/ai/missions${path}`, {
        method,
        headers: { authorization: `Bearer ${simulator.apiKey}`, ...headers },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      }),
    );
    const text = await response.text();
    const parsed: unknown = text ? JSON.parse(text) : {};
    if (!isRow(parsed)) throw new Error(`No object: ${text}`);
    return { ...parsed, status: response.status } satisfies Answered as Answered;
  }
  /** One row, for an answer below 300. */
  async function row(method: string, path: string, body?: unknown): Promise<Row> {
    const { status, data } = await ask(method, path, body);
    if (status >= 300 || !isRow(data)) throw new Error(`${method} ${path}: ${status}`);
    return data;
  }
  async function rows(path: string): Promise<readonly Row[]> {
    const { status, data } = await ask('GET', path);
    if (status >= 300 || !Array.isArray(data)) throw new Error(`GET ${path}: ${status}`);
    return data.filter(isRow);
  }
  /** The path of a new run of a new mission, which no script works. */
  async function newRun(): Promise<string> {
    const mission = await row('POST', '', { name: 'Mine' });
    const run = await row('POST', `/${String(mission.mission_id)}/runs`);
    return `/${String(mission.mission_id)}/runs/${String(run.run_id)}`;
  }
  return { simulator, ask, row, rows, newRun, pass: (ms: number) => (now += ms), now: () => now };
}

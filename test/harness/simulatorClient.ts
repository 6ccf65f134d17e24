/** Plain HTTP to a served simulator: what an agent or a colleague does. Runs in Node and in every extension host. */
export class SimulatorClient {
  /** @param baseUrl as `serveSimulator` gives it, `http://127.0.0.1:PORT/v2`. */
  constructor(
    readonly baseUrl: string,
    private readonly apiKey = 'KEY_DEMO',
  ) {}

  /** Sends a request to a path below `/ai/missions`, its body as it is. Resolves to the body; rejects unless 2xx. */
  async sendText(method: string, path: string, body?: string): Promise<string> {
    const response = await fetch(`${this.baseUrl}/ai/missions${path}`, {
      method,
      headers: { authorization: `Bearer ${this.apiKey}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return text;
  }

  /** Resolves to the body, `{}` where there is none. */
  private async send(method: string, path: string, body?: unknown): Promise<unknown> {
    const text = await this.sendText(method, path, body === undefined ? undefined : JSON.stringify(body));
    return text ? JSON.parse(text) : {};
  }

  /** The `data` of the answer. The caller names its type: the simulator is checked against the contract elsewhere. */
  async call<T = Record<string, unknown>>(method: string, path: string, body?: unknown): Promise<T> {
    return ((await this.send(method, path, body)) as { readonly data: T }).data;
  }

  get<T = Record<string, unknown>>(path: string): Promise<T> {
    return this.call('GET', path);
  }

  /** How many rows a list has, over all of its pages. */
  async count(path: string): Promise<number> {
    return ((await this.send('GET', path)) as { readonly meta: { readonly total_results: number } }).meta.total_results;
  }
}

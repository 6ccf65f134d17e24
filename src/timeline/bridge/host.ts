import { isHostMessage } from '../../protocol/guards';
import type { Answer, Ask, HostMessage, TimelineMessage } from '../../protocol/messages';

type VsCodeApi = {
  postMessage(message: TimelineMessage): void;
  getState(): unknown;
  setState(state: unknown): void;
};

declare function acquireVsCodeApi(): VsCodeApi;

export type Pushed = Exclude<HostMessage, { readonly kind: 'pong' | 'reply' | 'refusal' }>;

/** The channel to the extension host, and the state that VS Code keeps for this tab. */
export interface Host {
  send(message: Exclude<TimelineMessage, { readonly kind: 'request' }>): void;
  /** Rejects with the host's sentence where it refuses. */
  ask<K extends Ask['kind']>(ask: Ask & { readonly kind: K }): Promise<Answer & { readonly kind: K }>;
  saved(): unknown;
  save(state: unknown): void;
}

/** `heard` is called for each message of the host's, before anything is done about it. */
export function connect(receive: (message: Pushed) => void, heard: () => void): Host {
  const api = acquireVsCodeApi();
  let requests = 0;
  const open = new Map<number, { resolve(answer: Answer): void; reject(error: Error): void }>();
  window.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    if (!isHostMessage(data)) return;
    heard();
    if (data.kind === 'pong') return;
    if (data.kind !== 'reply' && data.kind !== 'refusal') {
      receive(data);
      return;
    }
    const waiting = open.get(data.requestId);
    open.delete(data.requestId);
    if (data.kind === 'reply') waiting?.resolve(data.answer);
    else waiting?.reject(new Error(data.message));
  });
  return {
    send: (message) => api.postMessage(message),
    ask: <K extends Ask['kind']>(ask: Ask & { readonly kind: K }) =>
      new Promise<Answer & { readonly kind: K }>((resolve, reject) => {
        const requestId = ++requests;
        open.set(requestId, {
          resolve: (answer) =>
            answer.kind === ask.kind
              ? resolve(answer as Answer & { readonly kind: K })
              : reject(new Error(answer.kind)),
          reject,
        });
        api.postMessage({ kind: 'request', requestId, ask });
      }),
    saved: () => api.getState(),
    save: (state) => api.setState(state),
  };
}

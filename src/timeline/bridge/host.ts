import { isHostMessage } from '../../protocol/guards';
import type { Answer, Ask, HostMessage, TimelineMessage } from '../../protocol/messages';

/** What VS Code gives to the script of a webview. */
export type VsCodeApi = {
  postMessage(message: TimelineMessage): void;
  getState(): unknown;
  setState(state: unknown): void;
};

export type Pushed = Exclude<HostMessage, { readonly kind: 'pong' | 'reply' | 'refusal' }>;

/** The channel to the extension host, and the state that VS Code keeps for this tab. */
export interface Host {
  send(message: Exclude<TimelineMessage, { readonly kind: 'request' }>): void;
  /** Rejects with the host's sentence where it refuses. */
  ask<K extends Ask['kind']>(ask: Ask & { readonly kind: K }): Promise<Answer & { readonly kind: K }>;
  saved(): unknown;
  save(state: unknown): void;
  /** Takes in what has come, as nobody knows whether it is a message. */
  receive(data: unknown): void;
}

/** `onHeard` is called for each message of the host's, before anything is done about it. */
export function connectHost(
  api: VsCodeApi,
  handlers: { readonly onMessage: (message: Pushed) => void; readonly onHeard: () => void },
): Host {
  let requests = 0;
  const open = new Map<number, { resolve(answer: Answer): void; reject(error: Error): void }>();
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
    receive(data) {
      if (!isHostMessage(data)) return;
      handlers.onHeard();
      if (data.kind === 'pong') return;
      if (data.kind !== 'reply' && data.kind !== 'refusal') {
        handlers.onMessage(data);
        return;
      }
      const waiting = open.get(data.requestId);
      open.delete(data.requestId);
      if (data.kind === 'reply') waiting?.resolve(data.answer);
      else waiting?.reject(new Error(data.message));
    },
  };
}

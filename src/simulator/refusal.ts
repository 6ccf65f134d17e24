import type { Detail } from './checks';

/** An answer, before it becomes a `Response`. */
export type Answer = { readonly status: number; readonly body?: unknown };

/** Thrown by an operation that will not act. */
export class Refusal extends Error {
  constructor(readonly answer: Answer) {
    super(String(answer.status));
  }
}

const titles: Readonly<Record<number, string>> = {
  401: 'Authentication failed',
  403: 'Forbidden',
  404: 'Resource not found',
  405: 'Method not allowed',
  409: 'Conflict',
  429: 'Too many requests',
};

/** The service's own form of an error, for all but 422. */
export function errorBody(status: number, detail: string): Readonly<Record<string, unknown>> {
  return { errors: [{ code: String(10000 + status), title: titles[status] ?? 'Error', detail }] };
}

export function refuse(status: number, detail: string): never {
  throw new Refusal({ status, body: errorBody(status, detail) });
}

/** Does nothing where nothing is wrong. */
export function refuseFields(detail: readonly Detail[]): void {
  if (detail.length > 0) throw new Refusal({ status: 422, body: { detail } });
}

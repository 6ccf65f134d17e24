import { ApiError } from './apiError';
import { textHash } from '../model/sha256';
import type { OperationId } from './operations';
import type { Connection } from './request';

export type ConnectionNow = () => Promise<Connection | undefined>;

/** The account that an act began with: its requests go to no other. */
export interface Captured {
  /** Its connection, while it is the one in use. Throws `ApiError`: `accountChanged`, or `auth` where there is no key. */
  readonly connection: (operation: OperationId) => Promise<Connection>;
  /** Whether it is the account in use. */
  readonly isCurrent: () => Promise<boolean>;
  /** The same for the same key at the same address, in every session; it doesn't tell the key. `''` without a key. */
  readonly id: () => Promise<string>;
}

/**
 * Captures the connection of this very moment. Where there is none yet, nothing has come from any account, and it
 * captures the first one that there is.
 */
export function captureConnection(now: ConnectionNow): Captured {
  let captured = now();

  async function both(): Promise<{ readonly mine: Connection | undefined; readonly current: Connection | undefined }> {
    const mine = await captured;
    const current = await now();
    if (mine) return { mine, current };
    if (current) captured = Promise.resolve(current);
    return { mine: current, current };
  }

  return {
    async connection(operation) {
      const { mine, current } = await both();
      if (mine && !isSame(mine, current)) throw new ApiError({ kind: 'accountChanged', operation });
      if (!mine) throw new ApiError({ kind: 'auth', operation });
      return mine;
    },
    async isCurrent() {
      const { mine, current } = await both();
      return mine === undefined || isSame(mine, current);
    },
    async id() {
      const { mine } = await both();
      return mine ? connectionId(mine) : '';
    },
  };
}

function isSame(one: Connection, other: Connection | undefined): boolean {
  return one.baseUrl === other?.baseUrl && one.apiKey === other.apiKey;
}

/** The same for the same key at the same address; it doesn't tell the key. */
export async function connectionId({ baseUrl, apiKey }: Connection): Promise<string> {
  // Far too little to try keys against.
  return (await textHash(`${baseUrl} ${apiKey}`)).slice(0, 16);
}

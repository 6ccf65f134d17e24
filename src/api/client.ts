import { createCalling, type Caller } from './caller';
import type { ClientParts } from './sender';
import type { Captured } from './captured';
import { missionOperations } from './missionOperations';
import { resourceOperations } from './resourceOperations';
import type { Again } from './retry';
import { runOperations } from './runOperations';
import { runPartOperations } from './runPartOperations';

/**
 * The API, one function an operation, named as in the contract. Each throws `ApiError` and nothing else; safe
 * operations are repeated after failures that may pass (`retry.ts`).
 */
export type Operations = ReturnType<typeof createOperations>;

/** For one act: as soon as another account is in use all its requests fail as `accountChanged`, before they are sent. */
export type BoundClient = Operations &
  Pick<Captured, 'isCurrent'> & {
    /** See {@link Captured.id}. */
    readonly accountId: Captured['id'];
    /** Throws `ApiError` where no account is set. */
    readonly requireAccount: () => Promise<void>;
    /** Waits before a save is decided and written again (`tracking/actions/save.ts`). */
    readonly again: Again;
  };

/** Each call goes, with its repeats, to the account that is in use when it is made. */
export type Client = Operations & {
  /** The account of this very moment. */
  bind(): BoundClient;
};

export function createClient(parts: ClientParts): Client {
  const { again, capture, callerOf } = createCalling(parts);
  return {
    ...createOperations(callerOf(capture)),
    bind() {
      const account = capture();
      const { isCurrent, id: accountId } = account;
      const requireAccount = async () => {
        await account.connection('listMissions');
      };
      return { ...createOperations(callerOf(() => account)), isCurrent, accountId, requireAccount, again };
    },
  };
}

function createOperations(caller: Caller) {
  return {
    ...missionOperations(caller),
    ...runOperations(caller),
    ...runPartOperations(caller),
    ...resourceOperations(caller),
  };
}

import { connectionId } from '../api/captured';
import type { Connection } from '../api/request';
import { demoBaseUrl } from './account';

/**
 * A name for an account that says nothing of its key: what is kept on this computer is kept by it. The demo account is
 * another one in each window.
 */
export async function accountId(connection: Connection | undefined, window: string): Promise<string> {
  if (!connection) return 'none';
  return connection.baseUrl === demoBaseUrl ? `demo ${window}` : connectionId(connection);
}

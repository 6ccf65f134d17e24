import type { Connection } from '../api/request';
import { demoBaseUrl } from './account';

/**
 * A name for an account that says nothing of its key: what is kept on this computer is kept by it. The demo account is
 * another one in each window.
 */
export async function accountId(connection: Connection | undefined, window: string): Promise<string> {
  if (!connection) return 'none';
  if (connection.baseUrl === demoBaseUrl) return `demo ${window}`;
  const text = new TextEncoder().encode(`${connection.baseUrl} ${connection.apiKey}`);
  const digest = await crypto.subtle.digest('SHA-256', text);
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

export const defaultBaseUrl = 'https://api.telnyx.com/v2';

export type BaseUrl =
  | {
      readonly kind: 'allowed';
      /** Without a slash at its end. */
      readonly url: string;
      readonly origin: string;
      /** With the port, where it is not the usual one. */
      readonly host: string;
    }
  | { readonly kind: 'refused'; readonly why: 'notAnAddress' | 'notSecure' | 'hasExtras' };

/** Names of this very machine: only there may a request go without TLS. */
function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}

/**
 * Whether requests with the key may go to the address: https anywhere, http to this machine only, no user name,
 * query or fragment in it.
 */
export function parseBaseUrl(text: string): BaseUrl {
  let url: URL;
  try {
    url = new URL(text.trim());
  } catch {
    return { kind: 'refused', why: 'notAnAddress' };
  }
  const secure = url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname));
  if (!secure) return { kind: 'refused', why: 'notSecure' };
  if (url.username || url.password || url.search || url.hash) return { kind: 'refused', why: 'hasExtras' };
  const { origin, host, pathname } = url;
  return { kind: 'allowed', url: (origin + pathname).replace(/\/+$/, ''), origin, host };
}

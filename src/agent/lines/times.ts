import { formatRough, span } from '../../model/time';

/** An instant (epoch ms) as the API writes it, in whole seconds. */
export function instantText(ms: number): string {
  return ms > 0 && ms <= 8.64e15 ? new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z') : 'at an unknown time';
}

/** The same, and how long ago that was. */
export function agoText(ms: number, now: number): string {
  return ms > 0 ? `${instantText(ms)} (${formatRough(span(ms, now))} ago)` : instantText(ms);
}

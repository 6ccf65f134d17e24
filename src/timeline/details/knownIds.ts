import { parseJson } from '../../model/jsonObject';

/** Keys of a payload whose values lead to other parts of Telnyx. (API facts; phone numbers by their form.) */
const idKeys: ReadonlySet<string> = new Set([
  'conversation_id',
  'assistant_id',
  'scheduled_event_id',
  'call_control_id',
  'call_session_id',
  'message_id',
  'mission_id',
  'run_id',
]);
const phoneKeys = /^(phone|phone_number|to|from|to_number|from_number|caller|callee|called)$/;
/** E.164, as Telnyx writes numbers. */
const phone = /^\+[1-9]\d{6,14}$/;
const maxIds = 20;
const maxDepth = 6;

export type KnownId = { readonly name: string; readonly value: string };

/** Ids and phone numbers in a JSON text, each once, the shallow ones first. What is no JSON has none. */
export function knownIds(text: string): KnownId[] {
  let root: unknown;
  try {
    root = parseJson(text);
  } catch {
    return [];
  }
  const found = new Map<string, KnownId>();
  let level: unknown[] = [root];
  for (let depth = 0; depth < maxDepth && level.length > 0 && found.size < maxIds; depth++) {
    const next: unknown[] = [];
    for (const value of level) {
      if (typeof value !== 'object' || value === null) continue;
      for (const [name, child] of Object.entries(value).slice(0, 500)) {
        if (typeof child === 'object') next.push(child);
        else if (typeof child === 'string' && child !== '' && child.length <= 200 && isKnown(name, child))
          found.set(`${name} ${child}`, { name, value: child });
      }
    }
    level = next.slice(0, 2000);
  }
  return [...found.values()].slice(0, maxIds);
}

function isKnown(name: string, value: string): boolean {
  return idKeys.has(name) || (phoneKeys.test(name) && phone.test(value));
}

import { ExactNumber, jsonText, parseJson } from '../model/jsonObject';
import { shortened } from '../model/plainText';
import { element, isolated } from './dom';

/** The most entries of one object or list that are shown, and the longest text. */
const maxEntries = 500;
const maxTextLength = 20_000;

/** JSON text as a tree that unfolds; what is no JSON is shown as it came. */
export function jsonTree(text: string): HTMLElement {
  try {
    const value = parseJson(text);
    return element('div', 'json-tree', ...entry(undefined, value, 0));
  } catch {
    return element('pre', 'json-text', isolated(text.slice(0, maxTextLength)));
  }
}

/** `name` is a key as JSON writes it, or a place in a list. */
function entry(name: string | undefined, value: unknown, depth: number): Node[] {
  const key = name === undefined ? [] : [isolated(name, 'json-key'), ': '];
  if (typeof value !== 'object' || value === null || value instanceof ExactNumber)
    return [element('div', 'json-line', ...key, leaf(value))];
  const entries = Object.entries(value);
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  if (entries.length === 0) return [element('div', 'json-line', ...key, open + close)];
  const count = element('span', 'json-count', `${open}${entries.length}${close}`);
  const branch = element('details', 'json-branch', element('summary', '', ...key, count));
  // Its inside is made when it is first unfolded: a payload may be megabytes, and nested deeper than the stack.
  const fillIn = () => {
    if (branch.childElementCount > 1) return;
    const inside = element('div', 'json-inside');
    for (const [childName, child] of entries.slice(0, maxEntries))
      inside.append(...entry(Array.isArray(value) ? childName : jsonText(childName.slice(0, 200)), child, depth + 1));
    if (entries.length > maxEntries) inside.append(element('div', 'json-line', `… ${entries.length - maxEntries}`));
    branch.append(inside);
  };
  branch.addEventListener('toggle', fillIn);
  if (depth < 2) {
    fillIn();
    branch.open = true;
  }
  return [branch];
}

function leaf(value: unknown): HTMLElement {
  if (typeof value !== 'string') return element('span', 'json-value', String(value));
  return isolated(jsonText(shortened(value, maxTextLength)), 'json-string');
}

import { fill, type TimelineTexts } from '../../protocol/texts';
import { button, element, isolated } from '../../webview/dom';
import { jsonTree } from '../../webview/jsonTree';
import type { DetailFacts, Field } from './detailFacts';
import { knownIds } from './knownIds';

export type CopyText = (text: string) => void;

export function factNodes({ lead, fields, json }: DetailFacts, texts: TimelineTexts, copy: CopyText): Node[] {
  return [
    ...(lead ? [element('p', 'lead', isolated(lead))] : []),
    fieldList(fields),
    ...json.flatMap((field) => jsonNodes(field, texts, copy)),
  ];
}

function fieldList(fields: readonly Field[]): HTMLElement {
  const list = element('dl');
  for (const [name, value] of fields)
    if (value) list.append(element('dt', '', name), element('dd', '', isolated(value)));
  return list;
}

/** JSON as a tree, below its title and the ids in it; nothing where there is none. */
export function jsonNodes([title, text]: Field, texts: TimelineTexts, copy: CopyText): Node[] {
  return text ? [element('h3', '', title), idList(text, texts, copy), jsonTree(text)] : [];
}

/** Ids that lead elsewhere, each to be taken along with one click. */
function idList(text: string, texts: TimelineTexts, copy: CopyText): HTMLElement {
  const list = element('ul', 'known-ids');
  for (const { name, value } of knownIds(text)) {
    const take = button('copy', fill(texts.copyValue, name), () => copy(value));
    list.append(element('li', '', element('span', 'known-name', name), isolated(value, 'known-value'), take));
  }
  list.hidden = list.childElementCount === 0;
  return list;
}

import { plainText } from '../../model/plainText';

/**
 * Markdown of a model's, or a text of somebody else's, of which no link, picture, HTML or automatic link comes, neither in
 * an editor nor in a preview: a space keeps apart what would make one. Emphasis, headings, lists and code stay. No
 * number stands in brackets afterwards (see `citations.ts`), but for an index like `steps[1]`.
 */
export function inertMarkdown(text: string): string {
  return plainText(text)
    .replace(/\](?=[([:])/g, '] ')
    .replace(/<(?=[a-z/!?])/gi, '< ')
    .replace(/\/(?=\/[^\s/])/g, '/ ')
    .replace(/\b(https?|ftps?|file|mailto|command|vscode[\w-]*|javascript|data):(?=\S)/gi, '$1: ')
    .replace(/(?<![\p{L}\p{N}_])\[(\s*\d+\s*)\]/gu, '($1)');
}

/** The same on one line. */
export function inertMarkdownLine(text: string): string {
  return inertMarkdown(text.replace(/\s+/g, ' ').trim());
}

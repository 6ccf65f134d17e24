import { expect, it } from 'vitest';
import { escapeMarkdown } from '../../../../src/views/text/markdown';

it.each([
  ['a plain sentence, nothing more', 'a plain sentence\\, nothing more'],
  ['**bold** _it_ `code`', '\\*\\*bold\\*\\* \\_it\\_ \\`code\\`'],
  ['[x](command:evil)', '\\[x\\]\\(command\\:evil\\)'],
  ['<img src=x>', '\\<img src\\=x\\>'],
  ['https://evil.test www.evil.test a@b.c', 'https\\:\\/\\/evil\\.test www\\.evil\\.test a\\@b\\.c'],
  ['$(zap) &amp; ~~x~~ | #', '\\$\\(zap\\) \\&amp\\; \\~\\~x\\~\\~ \\| \\#'],
  ['two\nlines', 'two  \nlines'],
  ['Größe 数', 'Größe 数'],
])('escapeMarkdown(%j)', (text, markdown) => {
  expect(escapeMarkdown(text)).toBe(markdown);
});

import type MarkdownIt from 'markdown-it';
import ParserBlock from 'markdown-it/lib/parser_block.mjs';
import type Token from 'markdown-it/lib/token.mjs';

/** Lists, items and quotes in each other. What is deeper, the parser leaves out. */
export const maxMarkdownNesting = 1000;

export type MarkdownBlock = {
  /** As markdown-it names it: `list_item_open`, `paragraph_open`, `inline`, `code_block` … */
  readonly type: string;
  readonly level: number;
  /** The first line and the one behind the last; nothing where a block ends. */
  readonly lines: readonly [number, number] | undefined;
};

const blocks = new ParserBlock();
// Not in CommonMark, and nothing that a list would be made of.
blocks.ruler.disable(['table', 'reference']);
/** All that the rules for blocks ask of a whole parser, whose other parts need not ship. */
const parser = { block: blocks, options: { maxNesting: maxMarkdownNesting, html: true } } as unknown as MarkdownIt;

/** The blocks of a CommonMark document with line feeds, in its order. What is inside their lines is not read. */
export function markdownBlocks(text: string): readonly MarkdownBlock[] {
  const tokens: Token[] = [];
  blocks.parse(text, parser, {}, tokens);
  return tokens.map(({ type, level, map }) => ({ type, level, lines: map ?? undefined }));
}

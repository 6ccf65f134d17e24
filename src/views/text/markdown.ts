/**
 * The text as Markdown that shows it letter by letter: no emphasis, link, image, HTML, icon or automatic link comes of
 * it. (VS Code's own `appendText` also makes every space unbreakable, so that long sentences break inside words.)
 */
export function escapeMarkdown(text: string): string {
  return text.replace(/[!-/:-@[-`{-~]/g, '\\$&').replace(/\s*\n\s*/g, '  \n');
}

/** A text on one line. Takes the controls out as well: an editor would take some of them for line ends. */
export function oneLine(text: string): string {
  return text.replace(/[\s\p{Cc}]+/gu, ' ').trim();
}

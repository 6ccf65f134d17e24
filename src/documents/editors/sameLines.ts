/** An editor settles for one kind of line end, and drops byte order marks at the start and halves of surrogate pairs. */
export function sameLines(a: string, b: string): boolean {
  const plain = (text: string) =>
    text
      .replace(/^\uFEFF+/, '')
      .toWellFormed()
      .replace(/\r\n?/g, '\n');
  return plain(a) === plain(b);
}

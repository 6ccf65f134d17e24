/**
 * The longest answer that is read (bytes). A full page of 1000 rows may have 20 kB a row; what is longer is a mistake
 * or an attack, and would only fill the memory.
 */
export const maxResponseBytes = 20_000_000;

/** Reads a body as UTF-8. Resolves to `undefined` where it has more than `most` bytes: the rest is not fetched then. */
export async function readText(response: Response, most: number): Promise<string | undefined> {
  const { body } = response;
  if (!body) return '';
  if (Number(response.headers.get('content-length')) > most) {
    await body.cancel();
    return undefined;
  }
  const reader = body.getReader();
  const decoder = new TextDecoder();
  const parts: string[] = [];
  let bytes = 0;
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    bytes += read.value.length;
    if (bytes > most) {
      await reader.cancel();
      return undefined;
    }
    parts.push(decoder.decode(read.value, { stream: true }));
  }
  parts.push(decoder.decode());
  return parts.join('');
}

/** Columns that grow in chunks: what is held is never copied when a row comes, and little room is unused. */

/** Rows a chunk, once there are so many. */
const chunkRows = 8192;
const firstRows = 64;

type Numbers = Float64Array | Uint32Array;

export class NumberColumn<T extends Numbers> {
  readonly #make: (length: number) => T;
  /** All but the last have `chunkRows` rows. */
  readonly #chunks: T[] = [];
  #length = 0;

  constructor(make: (length: number) => T) {
    this.#make = make;
  }

  get length(): number {
    return this.#length;
  }

  get byteLength(): number {
    const last = this.#chunks.at(-1);
    return last ? (this.#chunks.length - 1) * chunkRows * last.BYTES_PER_ELEMENT + last.byteLength : 0;
  }

  push(value: number): void {
    const row = this.#length % chunkRows;
    let chunk = this.#chunks.at(-1);
    if (row === 0) this.#chunks.push((chunk = this.#make(this.#length === 0 ? firstRows : chunkRows)));
    else if (row === chunk?.length) {
      const larger = this.#make(2 * row);
      larger.set(chunk);
      this.#chunks[this.#chunks.length - 1] = chunk = larger;
    }
    if (chunk) chunk[row] = value;
    this.#length++;
  }

  /** 0 where there is no such row. */
  at(row: number): number {
    return this.#chunks[Math.floor(row / chunkRows)]?.[row % chunkRows] ?? 0;
  }

  /** A copy of the rows from `from` on. */
  slice(from: number): T {
    const copy = this.#make(Math.max(0, this.#length - from));
    for (let row = from; row < this.#length;) {
      const start = row % chunkRows;
      const rows = Math.min(chunkRows - start, this.#length - row);
      const part = this.#chunks[Math.floor(row / chunkRows)]?.subarray(start, start + rows);
      if (part) copy.set(part, row - from);
      row += rows;
    }
    return copy;
  }
}

/** Bytes a chunk of texts, once there are so many; a longer text has a chunk of its own. */
const chunkBytes = 262_144;
const firstBytes = 1024;

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** Texts as UTF-8: half of what strings take, and less. Halves of surrogate pairs come back as they were. */
export class TextColumn {
  readonly #chunks: Uint8Array[] = [];
  /** The first row of each chunk. */
  readonly #firstRows: number[] = [];
  /** Where each row ends in its chunk. */
  readonly #ends = new NumberColumn((length) => new Uint32Array(length));
  #used = 0;
  #bytes = 0;

  get length(): number {
    return this.#ends.length;
  }

  get byteLength(): number {
    return this.#bytes + this.#ends.byteLength;
  }

  push(text: string): void {
    const chunk = this.#roomFor(text.length);
    if (text.length <= shortText && writeAscii(text, chunk, this.#used)) this.#used += text.length;
    else if (text.isWellFormed()) {
      const { read, written } = encoder.encodeInto(text, chunk.subarray(this.#used));
      if (read === text.length) this.#used += written;
      else this.#put(encoder.encode(text));
    } else this.#put(encodeText(text));
    this.#ends.push(this.#used);
  }

  /** The same for many, several at once where they are ASCII, which is what most are. */
  pushAll(texts: readonly string[]): void {
    for (let from = 0, to = 0; from < texts.length; from = to) {
      const chunk = this.#roomFor(texts[from]?.length ?? 0);
      let length = 0;
      for (; to < texts.length && this.#used + length + (texts[to]?.length ?? 0) <= chunk.length; to++)
        length += texts[to]?.length ?? 0;
      const group = texts.slice(from, to);
      const joined = group.join('');
      const { read, written } = encoder.encodeInto(joined, chunk.subarray(this.#used));
      if (read === written && read === joined.length)
        for (const text of group) this.#ends.push((this.#used += text.length));
      else for (const text of group) this.push(text);
    }
  }

  /** A text that is encoded already (`encodeText`). */
  pushBytes(bytes: Uint8Array): void {
    this.#put(bytes);
    this.#ends.push(this.#used);
  }

  #put(bytes: Uint8Array): void {
    this.#roomFor(bytes.length).set(bytes, this.#used);
    this.#used += bytes.length;
  }

  #roomFor(bytes: number): Uint8Array {
    const last = this.#chunks.at(-1);
    if (last && this.#used + bytes <= last.length) return last;
    const chunk = new Uint8Array(Math.max(bytes, Math.min(chunkBytes, Math.max(firstBytes, this.#bytes))));
    // A chunk that has no row is of no use.
    if (this.#firstRows.at(-1) === this.length) {
      this.#bytes -= this.#chunks.pop()?.length ?? 0;
      this.#firstRows.pop();
    }
    this.#chunks.push(chunk);
    this.#firstRows.push(this.length);
    this.#bytes += chunk.length;
    this.#used = 0;
    return chunk;
  }

  /** The bytes of a row: a view, not to be kept or changed. */
  bytesAt(row: number): Uint8Array {
    let low = 0;
    for (let high = this.#firstRows.length; low < high;) {
      const middle = (low + high) >> 1;
      if ((this.#firstRows[middle] ?? 0) <= row) low = middle + 1;
      else high = middle;
    }
    const start = this.#firstRows[low - 1] === row ? 0 : this.#ends.at(row - 1);
    return this.#chunks[low - 1]?.subarray(start, this.#ends.at(row)) ?? nothing;
  }

  /** Empty where there is no such row. */
  at(row: number): string {
    return row >= 0 && row < this.length ? decodeText(this.bytesAt(row)) : '';
  }
}

const nothing = new Uint8Array();

/** Up to so many characters (UTF-16) a text is written by hand, which is faster, where it is plain. */
const shortText = 64;

/** Whether the text is ASCII: then it stands in `bytes` from `at` on. */
function writeAscii(text: string, bytes: Uint8Array, at: number): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code > 0x7f) return false;
    bytes[at + i] = code;
  }
  return true;
}

/** UTF-8, in which halves of surrogate pairs stand as if they were characters (WTF-8). */
export function encodeText(text: string): Uint8Array {
  if (text.isWellFormed()) return encoder.encode(text);
  const parts: Uint8Array[] = [];
  // Each half by itself, and what is between them.
  for (const part of text.split(/(\p{Surrogate})/u)) {
    const half = part.length === 1 ? part.charCodeAt(0) : 0;
    if (half < 0xd800 || half > 0xdfff) parts.push(encoder.encode(part));
    else parts.push(Uint8Array.of(0xe0 | (half >> 12), 0x80 | ((half >> 6) & 0x3f), 0x80 | (half & 0x3f)));
  }
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** What `encodeText` encoded. */
export function decodeText(bytes: Uint8Array): string {
  const text = decoder.decode(bytes);
  if (!text.includes('\uFFFD')) return text;
  let exact = '';
  let from = 0;
  for (let at = 0; at < bytes.length - 2; at++) {
    if (bytes[at] !== 0xed || (bytes[at + 1] ?? 0) < 0xa0) continue;
    const half = 0xd000 | (((bytes[at + 1] ?? 0) & 0x3f) << 6) | ((bytes[at + 2] ?? 0) & 0x3f);
    exact += decoder.decode(bytes.subarray(from, at)) + String.fromCharCode(half);
    at += 2;
    from = at + 1;
  }
  return exact + decoder.decode(bytes.subarray(from));
}

/** Parts of the index, by the lowest 8 bits of a hash: they grow by themselves, so that no row waits for all of them. */
const parts = 256;
const firstSlots = 8;

/** Finds rows by their texts, which are kept once. */
export class TextIndex {
  readonly texts = new TextColumn();
  readonly #hashes = new NumberColumn((length) => new Uint32Array(length));
  /** By the lowest bits of the hash: row numbers plus 1, at the slot of the hash or behind it; 0 is free. */
  readonly #parts: (Uint32Array | undefined)[] = Array.from({ length: parts });
  readonly #counts = new Uint32Array(parts);
  #slots = 0;
  /** By length, so that most texts need none of their own. */
  readonly #short = Array.from({ length: shortText + 1 }, (_, length) => new Uint8Array(length));

  get length(): number {
    return this.texts.length;
  }

  get byteLength(): number {
    return this.texts.byteLength + this.#hashes.byteLength + this.#slots * 4;
  }

  rowOf(text: string): number | undefined {
    const bytes = this.#bytesOf(text);
    const hash = hashOf(bytes);
    const part = this.#parts[hash & (parts - 1)];
    return part && this.#find(part, hash, bytes);
  }

  #bytesOf(text: string): Uint8Array {
    const short = text.length <= shortText && this.#short[text.length];
    return short && writeAscii(text, short, 0) ? short : encodeText(text);
  }

  /** Appends the text as a new row; false where it is there already. */
  add(text: string): boolean {
    const bytes = this.#bytesOf(text);
    const hash = hashOf(bytes);
    const number = hash & (parts - 1);
    let part = this.#parts[number];
    if (part && this.#find(part, hash, bytes) !== undefined) return false;
    const count = (this.#counts[number] ?? 0) + 1;
    if (!part || count > 0.75 * part.length) part = this.#grow(number);
    place(part, hash, this.length);
    this.#counts[number] = count;
    this.#hashes.push(hash);
    this.texts.pushBytes(bytes);
    return true;
  }

  #find(part: Uint32Array, hash: number, bytes: Uint8Array): number | undefined {
    for (let slot = slotOf(hash, part.length); ; slot = (slot + 1) & (part.length - 1)) {
      const row = (part[slot] ?? 0) - 1;
      if (row < 0) return undefined;
      if (this.#hashes.at(row) === hash && isSame(this.texts.bytesAt(row), bytes)) return row;
    }
  }

  #grow(number: number): Uint32Array {
    const before = this.#parts[number];
    const after = new Uint32Array(before ? 2 * before.length : firstSlots);
    for (const row of before ?? []) if (row > 0) place(after, this.#hashes.at(row - 1), row - 1);
    this.#slots += after.length - (before?.length ?? 0);
    this.#parts[number] = after;
    return after;
  }
}

function place(part: Uint32Array, hash: number, row: number): void {
  let slot = slotOf(hash, part.length);
  while (part[slot] !== 0) slot = (slot + 1) & (part.length - 1);
  part[slot] = row + 1;
}

/** `slots` is a power of two. */
const slotOf = (hash: number, slots: number) => (hash >>> 8) & (slots - 1);

/** FNV-1a, its bits mixed once more. */
function hashOf(bytes: Uint8Array): number {
  let hash = 0x811c9dc5;
  const { length } = bytes;
  for (let i = 0; i < length; i++) hash = Math.imul(hash ^ (bytes[i] ?? 0), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return (hash ^ (hash >>> 13)) >>> 0;
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

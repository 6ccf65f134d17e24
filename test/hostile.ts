/** Texts as a hostile author would choose them, and what may be seen of each on one line. */
export const hostileTexts: readonly { readonly what: string; readonly text: string; readonly shown: string }[] = [
  { what: 'HTML', text: '<img src=x onerror=alert(1)><b>bold</b>', shown: '<img src=x onerror=alert(1)><b>bold</b>' },
  { what: 'a script', text: '</div><script>alert(1)</script>', shown: '</div><script>alert(1)</script>' },
  { what: 'Markdown', text: '**bold** _it_ `code` # head', shown: '**bold** _it_ `code` # head' },
  { what: 'an image', text: '![x](https://evil.test/pixel.png)', shown: '![x](https://evil.test/pixel.png)' },
  {
    what: 'a command link',
    text: '[Free credits](command:workbench.action.quit)',
    shown: '[Free credits](command:workbench.action.quit)',
  },
  {
    what: 'a web link',
    text: '[Telnyx](https://evil.test) www.evil.test',
    shown: '[Telnyx](https://evil.test) www.evil.test',
  },
  { what: 'an icon', text: '$(verified) Approved $(zap~spin)', shown: '$(verified) Approved $(zap~spin)' },
  { what: 'ANSI', text: '\u001B[31mred\u001B[0m \u009B2J', shown: '[U+001B][31mred[U+001B][0m [U+009B]2J' },
  { what: 'an override', text: 'invoice\u202Efdp.exe', shown: 'invoice[U+202E]fdp.exe' },
  { what: 'isolates', text: '\u2066a\u2069\u2067b\u2068', shown: '[U+2066]a[U+2069][U+2067]b[U+2068]' },
  { what: 'marks', text: 'a\u200Eb\u200Fc\u061C', shown: 'a[U+200E]b[U+200F]c[U+061C]' },
  { what: 'zero width', text: 'pay\u200Bpal x\u2060y', shown: 'pay[U+200B]pal x[U+2060]y' },
  { what: 'joiners in words', text: 'pass\u200Dword a\u200Cb', shown: 'pass[U+200D]word a[U+200C]b' },
  { what: 'a soft hyphen and a filler', text: 'a\u00ADb\u3164c', shown: 'a[U+00AD]b[U+3164]c' },
  { what: 'tags', text: 'hi\u{E0041}\u{E0042}', shown: 'hi[U+E0041][U+E0042]' },
  { what: 'selectors that carry a message', text: '😀\uFE0F\uFE01\u{E0100}', shown: '😀\uFE0F[U+FE01][U+E0100]' },
  { what: 'many lines', text: 'one\r\ntwo\n\n  three\u2028four', shown: 'one two three four' },
  { what: 'the name of a prototype', text: '__proto__', shown: '__proto__' },
  { what: 'a hole', text: '{0} %s ${x}', shown: '{0} %s ${x}' },
];

/** Whether there is something in it that nobody sees, or that turns its surroundings around. Line ends and tabs do not. */
export function hides(text: string): boolean {
  return /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\u034F\u115F\u1160\u17B4\u17B5\u3164\uFFA0]/u.test(text.replace(/[\n\r\t]/g, ''));
}

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { errorFingerprint } from '../../../../src/model/history/errorFingerprint';

/** Errors of one kind each, as agents, libraries and services write them: two occurrences. */
const same: readonly (readonly [one: string, other: string])[] = [
  ['Call to +1 312 555 0142 failed: busy', 'Call to +1 415 555 0199 failed: busy'],
  ['Timeout after 30 s', 'Timeout after 45 s'],
  ['Request timed out after 30000ms', 'Request timed out after 12.5 s'],
  ['HTTP 503 from https://api.example.com/v2/quotes?id=17', 'HTTP 503 from https://api.example.com/v2/quotes?id=99#x'],
  ['Error: connect ECONNREFUSED 10.0.0.12:5432', 'Error: connect ECONNREFUSED 10.0.3.7:5433'],
  ['getaddrinfo ENOTFOUND db.internal', 'getaddrinfo ENOTFOUND db.internal.'],
  [
    'Assistant assistant-7f3c2d11-aaaa-4bbb-8ccc-0123456789ab not found',
    'Assistant assistant-00112233-aaaa-4bbb-8ccc-ba9876543210 not found',
  ],
  ['Run f3e4d6d6-4394-4574-a524-55238fd2523d was cancelled', 'Run 0a1b2c3d-1111-4222-8333-444455556666 was cancelled'],
  ['Tool call call_9aZk31Qx77 failed', 'Tool call call_0bYl42Rw88 failed'],
  ['Rate limit reached: 60 of 60 requests', 'Rate limit reached: 120 of 120 requests'],
  ['Rate limited. Try again in 7 seconds.', 'Rate limited. Try again in 59 seconds'],
  ['Token expired at 2026-11-27T08:15:00Z', 'Token expired at 2026-11-28 09:16:01.250+01:00'],
  ['Token expired on Fri, 27 Nov 2026 08:15:00 GMT', 'Token expired on Sat, 28 Nov 2026 09:16:01 GMT'],
  ['No slot before 5:30 PM', 'No slot before 11:05 AM'],
  ['Invalid JSON at position 1042', 'Invalid JSON at position 7'],
  [
    'SyntaxError: Unexpected token } in JSON at line 3 column 17',
    'SyntaxError: Unexpected token } in JSON at line 31 column 4',
  ],
  [
    "TypeError: Cannot read properties of undefined (reading 'total')",
    "TypeError: cannot read properties of undefined (reading 'total')",
  ],
  ['Out of memory: heap 2,048 MB of 2,048 MB', 'Out of memory: heap 4,096 MB of 4,096 MB'],
  ['Only 3 of 5 quotes were collected', 'Only 1 of 5 quotes were collected'],
  ['Quote of 1,250.00 EUR is above the limit', 'Quote of 980.50 EUR is above the limit'],
  ['Discount of 12.5 % is not allowed', 'Discount of 30% is not allowed'],
  ['Segmentation fault at 0x7ffde3b2', 'Segmentation fault at 0x00001fa4'],
  ['commit 3f9a1bc is not on the branch', 'commit 77e0d42 is not on the branch'],
  [
    'Object sha256 9f86d081884c7d659a2feaa0c55ad015 is missing',
    'Object sha256 60303ae22b998861bce3b28f33eec1be is missing',
  ],
  ['mail to jane.doe@example.com bounced', 'mail to bob+test@mail.example.org bounced'],
  ['Row 17: no phone number', 'Row 4711: no phone number'],
  ['attempt 3/5: voicemail', 'attempt 5/5: voicemail'],
  ['step_12 exceeded its budget', 'step_3 exceeded its budget'],
  ['worker-17 lost its connection', 'worker-3 lost its connection'],
  ['Error code 4012: call rejected', 'Error code 4013: call rejected'],
  ['Deadline exceeded: 2 min', 'Deadline exceeded: 90 seconds'],
  ['status code 429 (req_01HF3K7XQ2)', 'status code 429 (req_01HG9M2ZP8)'],
  ['  Agent\n stopped \t responding ', 'Agent stopped responding'],
  ['Balance is -12.40', 'Balance is 3.10'],
  ['Expected 200 OK but got status=502', 'Expected 200 OK but got status=502.'],
  ['IPv4 192.168.0.1 is blocked', 'IPv4 8.8.8.8 is blocked'],
  ['Quota of project 81234 used up', 'Quota of project 99 used up'],
  ['Conversation 1a2b3c4d5e ended early', 'Conversation 9f8e7d6c5b ended early'],
  [
    'Upload of part 7 failed with ETag "5d41402abc4b2a76b9719d911017c592"',
    'Upload of part 9 failed with ETag "7d793037a0760186574b0282f2f435e7"',
  ],
  ['Der Anruf dauerte 12 min und brach ab', 'Der Anruf dauerte 3 min und brach ab'],
];

describe('the fingerprint of an error', () => {
  it.each(same)('is the same for %j and its like', (one, other) => {
    expect(errorFingerprint(one)).toBe(errorFingerprint(other));
  });

  it('tells errors of different kinds apart', () => {
    expect(same.length).toBeGreaterThanOrEqual(40);
    const prints = same.map(([one]) => errorFingerprint(one));
    const twice = prints.filter((print, place) => prints.indexOf(print) !== place);
    expect(twice).toEqual([]);
    expect(prints.every((print) => /[a-z]{3}/.test(print.replace(/<\w+>/g, '')))).toBe(true);
    for (const [one, other] of [
      ['HTTP 404 for the quote', 'HTTP 500 for the quote'],
      ['status: 401', 'status: 403'],
      ['404 Not Found', '503 Service Unavailable'],
      ['Voicemail', 'Busy'],
    ] as const)
      expect(errorFingerprint(one)).not.toBe(errorFingerprint(other));
  });

  it('leaves out what the run is called, and no shorter words', () => {
    const names = ['Roof repair quotes', 'f3e4'];
    expect(errorFingerprint('Mission "Roof repair quotes" has no budget', names)).toBe(
      errorFingerprint('Mission "<name>" has no budget'),
    );
    expect(errorFingerprint('no car', ['car'])).toBe('no car');
  });

  it('is empty for what says nothing, and quick for what is hostile', () => {
    expect(errorFingerprint(' \n ')).toBe('');
    const begun = performance.now();
    for (const part of ['a1', '1.', '-', 'a-', '\u202E', 'http://', '0x', '@', '1,', 'ab1c2d'])
      errorFingerprint(part.repeat(1_000_000 / part.length));
    expect(performance.now() - begun).toBeLessThan(2000);
  });

  it('stays what it is, whatever ids stand in the text', () => {
    fc.assert(
      fc.property(fc.uuid(), fc.uuid(), fc.nat(), fc.nat(), (a, b, m, n) => {
        const text = (id: string, count: number) => `Run ${id} gave up after ${count} tries`;
        expect(errorFingerprint(text(a, m))).toBe(errorFingerprint(text(b, n)));
      }),
    );
  });
});

import { describe, expect, it } from 'vitest';
import { resourceName, resourceSort } from '../../../src/model/resource';

describe('what a tool, knowledge base or MCP server is called', () => {
  it.each([
    [{ name: 'look up', title: 'Other' }, 'look up'],
    [{ name: ' ', title: 'Price\nlist' }, 'Price list'],
    [{ name: 7, url: 'https://mcp.invalid' }, 'https://mcp.invalid'],
    [{ name: 'a\u202Eb' }, 'a[U+202E]b'],
    [{}, 'id-1'],
    [Object.create({ name: 'inherited' }) as Record<string, unknown>, 'id-1'],
  ])('%j is %s', (body, name) => {
    expect(resourceName({ resourceId: 'id-1', body })).toBe(name);
  });

  it('has a sort where it says one', () => {
    expect(resourceSort({ resourceId: 'i', body: { type: 'webhook' } })).toBe('webhook');
    expect(resourceSort({ resourceId: 'i', body: { type: null } })).toBe('');
  });
});

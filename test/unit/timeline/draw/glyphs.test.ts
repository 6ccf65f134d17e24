import { expect, it } from 'vitest';
import { eventLook, eventTypes } from '../../../../src/model/event';
import { createSvgContext } from '../../../../src/webview/svgContext';
import { pathGlyphs } from '../../../../src/timeline/draw/glyphs';

/** What is drawn for a type. */
function drawn(type: string): string {
  const svg = createSvgContext({ width: 20, height: 20 }, () => 0);
  pathGlyphs(svg.context, '#background')(type, '#colour', 10, 10);
  return svg.toString();
}

it('each type of event has a shape of its own, in its color, and so has its icon', () => {
  expect(new Set(eventTypes.map(drawn)).size).toBe(eventTypes.length);
  for (const type of eventTypes) expect(drawn(type)).toContain('#colour');
  expect(new Set(eventTypes.map((type) => eventLook(type).icon)).size).toBe(eventTypes.length);
});

it('a type that is not known looks as a custom one, whatever it is called', () => {
  for (const type of ['agent_handover', '__proto__', 'constructor', '']) {
    expect(drawn(type)).toBe(drawn('custom'));
    expect(eventLook(type).icon).toBe(eventLook('custom').icon);
  }
});

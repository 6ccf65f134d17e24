import { fenceTokens, printAnswer, type ToolAnswer } from './answer';

/** What the lines of our own take, around those of others. */
const ownTokens = 150;
const maxTries = 4;

/**
 * The text of an answer in at most so many tokens, by the count of who reads it.
 * @param answer makes it for the room (tokens) that there is for texts of others.
 * @param ownRoom what the lines of our own take; a usual number, where it is left out.
 */
export async function fitAnswer(
  answer: (room: number) => ToolAnswer,
  maxTokens: number,
  count: (text: string) => PromiseLike<number> | number,
  ownRoom = ownTokens,
): Promise<string> {
  const mark = crypto.randomUUID().slice(0, 8);
  let room = Math.max(0, maxTokens - fenceTokens - ownRoom);
  for (let tries = 1; ; tries++) {
    const text = printAnswer(answer(room), mark);
    const tokens = await count(text);
    if (tokens <= maxTokens || tries === maxTries) return text;
    room = Math.max(0, Math.floor(room * (maxTokens / tokens) * 0.85) - 20);
  }
}

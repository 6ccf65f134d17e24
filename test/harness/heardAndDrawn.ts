/** Runs in a page. Resolves when it has heard every message that was posted to it, and has drawn what came of them. */
export async function heardAndDrawn(): Promise<void> {
  // Messages are heard in their order.
  await new Promise((heard) => {
    const channel = new MessageChannel();
    channel.port1.onmessage = heard;
    window.addEventListener('message', () => channel.port2.postMessage(0), { once: true });
    window.postMessage({ kind: 'settle' });
  });
  await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
}

/** Rejections that nobody has heard, of what is ours. */
export function listenForUnhandledRejections() {
  const unhandled: string[] = [];
  const note = (reason: unknown) => {
    const text = reason instanceof Error ? `${reason.message} ${reason.stack ?? ''}` : String(reason);
    if (/ApiError|dist.extension/.test(text)) unhandled.push(text);
  };
  const onEvent = (event: Event) => note((event as Event & { readonly reason?: unknown }).reason);
  const node = (globalThis as { readonly process?: NodeJS.Process }).process;
  if (typeof node?.on === 'function') node.on('unhandledRejection', note);
  else globalThis.addEventListener('unhandledrejection', onEvent);
  return {
    unhandled,
    stop() {
      if (typeof node?.off === 'function') node.off('unhandledRejection', note);
      else globalThis.removeEventListener('unhandledrejection', onEvent);
    },
  };
}

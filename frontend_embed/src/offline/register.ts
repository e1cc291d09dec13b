/** Where the page says that it may be kept: `<meta name="agorama-offline" content="/p/{perimeter}/worker.js">`. */
const PLACE = 'meta[name="agorama-offline"]';

/** Ask for the worker that keeps this page readable without a network, once the page is there. */
export async function keepReadable(): Promise<void> {
  const script = document.querySelector<HTMLMetaElement>(PLACE)?.content;
  // Missing on plain http, although the types promise it.
  const container = navigator.serviceWorker as ServiceWorkerContainer | undefined;
  if (!script || !container) return;
  try {
    await container.register(script);
    const { active } = await container.ready;
    const loaded = performance.getEntriesByType('resource').map(({ name }) => name);
    active?.postMessage({ keep: [location.href, ...loaded] });
  } catch (error) {
    // Forbidden by the reader, or the network is gone already: the page works without.
    if (!(error instanceof DOMException || error instanceof TypeError)) throw error;
  }
}

/** Where the page says that it may be kept: `<meta name="agorama-offline" content="/p/{perimeter}/worker.js">`. */
const PLACE = 'meta[name="agorama-offline"]';

/** Ask for the worker that keeps this page readable without a network, once the page is there. */
export async function keepReadable(): Promise<void> {
  const script = document.querySelector<HTMLMetaElement>(PLACE)?.content;
  if (!script) return;
  try {
    // Missing on plain http, although the types promise it; in a sandbox already the look at it is refused.
    const container = navigator.serviceWorker as ServiceWorkerContainer | undefined;
    if (!container) return;
    await container.register(script);
    await answering(container);
    const keep = (entries: PerformanceEntryList): void => {
      container.controller?.postMessage({
        keep: [location.href, ...entries.map(({ name }) => name)],
      });
    };
    const now = performance.now();
    // What is on its way passes the worker by as well: it is told of when it has come.
    new PerformanceObserver((list) => {
      const late = list.getEntries().filter(({ startTime }) => startTime < now);
      if (late.length > 0) keep(late);
    }).observe({ type: 'resource' });
    keep(performance.getEntriesByType('resource'));
  } catch (error) {
    // Forbidden by the reader or the page around, or the network is gone already: the page works without.
    if (!(error instanceof DOMException || error instanceof TypeError)) throw error;
  }
}

/** From then on every request passes the worker: whatever was loaded before is in the list of what was loaded. */
async function answering(container: ServiceWorkerContainer): Promise<void> {
  if (container.controller) return;
  await new Promise((resolve) => {
    container.addEventListener('controllerchange', resolve, { once: true });
  });
}

import './element';

/** What keeps the page readable comes after it; where the network is gone by then, there is nothing new to keep. */
async function keepReadable(): Promise<void> {
  const module = await import('./offline/register').catch(() => null);
  await module?.keepReadable();
}

window.addEventListener('agorama-ready', () => void keepReadable(), { once: true });

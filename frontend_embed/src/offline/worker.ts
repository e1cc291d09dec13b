/// <reference lib="webworker" />
import { keeping, kept } from './rules';

/**
 * Beside the citizen page, in the scope `/p/{perimeter}/` and nowhere else: what was loaded stays readable without a
 * network. What the network says always comes first; nothing that was asked for with a token is ever kept.
 */
declare const self: ServiceWorkerGlobalScope;

const PREFIX = `agorama ${new URL(self.registration.scope).pathname} `;
const CACHE = `${PREFIX}1`;
const MOST = 120;

self.addEventListener('install', () => {
  void self.skipWaiting();
});

self.addEventListener('activate', (event) => {
  event.waitUntil(begin());
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  if (request.method !== 'GET' || request.headers.has('Range')) return;
  const how = keeping(new URL(self.registration.scope), new URL(request.url));
  if (how !== 'no') event.respondWith(how === 'forever' ? once(request) : latest(request));
});

/** The page tells what it had loaded before this worker was there. */
self.addEventListener('message', (event) => {
  const { data } = event as { data: { keep?: string[] } };
  event.waitUntil(Promise.allSettled((data.keep ?? []).map(keepAddress)));
});

async function begin(): Promise<void> {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith(PREFIX) && name !== CACHE);
  await Promise.all(old.map((name) => caches.delete(name)));
  await self.clients.claim();
}

async function leave(): Promise<void> {
  await caches.delete(CACHE);
  await self.registration.unregister();
}

async function once(request: Request): Promise<Response> {
  const found = await caches.match(request.url, { cacheName: CACHE });
  return found ?? store(request, await fetch(request));
}

async function latest(request: Request): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(request);
  } catch (error) {
    const found = await fallback(request);
    if (found) return found;
    throw error;
  }
  const { pathname } = new URL(self.registration.scope);
  // The territory is no longer open to the public: nothing of it stays here.
  if (response.status === 404 && new URL(request.url).pathname === pathname) void leave();
  return request.headers.has('Authorization') ? response : store(request, response);
}

async function keepAddress(url: string): Promise<void> {
  const address = new URL(url, self.registration.scope);
  if (keeping(new URL(self.registration.scope), address) === 'no') return;
  if (await caches.match(kept(address), { cacheName: CACHE })) return;
  const request = new Request(address.href);
  await store(request, await fetch(request));
}

/** Keep a copy; where the device is full, the answer itself is what counts. */
async function store(request: Request, response: Response): Promise<Response> {
  if (response.status !== 200 || response.redirected) return response;
  const copy = response.clone();
  try {
    const cache = await caches.open(CACHE);
    await cache.put(kept(new URL(request.url)), copy);
    const keys = await cache.keys();
    await Promise.all(
      keys.slice(0, Math.max(0, keys.length - MOST)).map((key) => cache.delete(key)),
    );
  } catch (error) {
    if (!(error instanceof DOMException || error instanceof TypeError)) throw error;
  }
  return response;
}

/** The last answer, marked with its day; of pages, the one at this address with whatever was asked of it. */
async function fallback(request: Request): Promise<Response | null> {
  const cache = await caches.open(CACHE);
  const vary = { ignoreVary: true };
  const found =
    (await cache.match(kept(new URL(request.url)), vary)) ??
    (request.mode === 'navigate' ? await anyPage(cache, request) : undefined);
  if (!found) return null;
  const headers = new Headers(found.headers);
  headers.set('X-Agorama-Kept', found.headers.get('Date') ?? new Date().toUTCString());
  return new Response(found.body, { status: found.status, headers });
}

async function anyPage(cache: Cache, request: Request): Promise<Response | undefined> {
  const loosely = { ignoreVary: true, ignoreSearch: true };
  return (await cache.match(request.url, loosely)) ?? cache.match(self.registration.scope, loosely);
}

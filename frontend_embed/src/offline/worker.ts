/// <reference lib="webworker" />
import { keeping, kept, tooMany } from './rules';

/**
 * Beside the citizen page, in the scope `/p/{perimeter}/` and nowhere else: what was loaded stays readable without a
 * network. What the network says always comes first; nothing that was asked for with a token is ever kept.
 */
declare const self: ServiceWorkerGlobalScope;

const PREFIX = `agorama ${new URL(self.registration.scope).pathname} `;
const CACHE = `${PREFIX}1`;
/** A copy younger than this is not asked for again by a page that was loaded beside the worker. */
const FRESH_MS = 3_600_000;

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
  if (how !== 'no') event.respondWith(how === 'forever' ? once(event) : latest(event));
});

/** The page tells what it had loaded before this worker was there, or with a token. */
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

async function once(event: FetchEvent): Promise<Response> {
  const found = await caches.match(event.request.url, { cacheName: CACHE });
  return found ?? handOut(event, await fetch(event.request));
}

async function latest(event: FetchEvent): Promise<Response> {
  const { request } = event;
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
  return request.headers.has('Authorization') ? response : handOut(event, response);
}

/** The page has its answer at once; the copy is written beside it. */
function handOut(event: FetchEvent, response: Response): Response {
  event.waitUntil(store(event.request.url, response.clone()));
  return response;
}

async function keepAddress(url: string): Promise<void> {
  const address = new URL(url, self.registration.scope);
  const how = keeping(new URL(self.registration.scope), address);
  if (how === 'no') return;
  const found = await caches.match(kept(address), { cacheName: CACHE });
  if (found && (how === 'forever' || isFresh(found))) return;
  // As anybody would be answered, also in the browser of somebody from the staff.
  await store(address.href, await fetch(address.href, { credentials: 'omit' }));
}

function isFresh(response: Response): boolean {
  return Date.now() - Date.parse(response.headers.get('Date') ?? '') < FRESH_MS;
}

/** Keep a copy; where the device is full, there is none. */
async function store(url: string, response: Response): Promise<void> {
  if (response.status !== 200 || response.redirected) return;
  try {
    const cache = await caches.open(CACHE);
    await cache.put(kept(new URL(url)), response);
    const keys = (await cache.keys()).map((key) => key.url);
    const old = tooMany(new URL(self.registration.scope), keys);
    await Promise.all(old.map((key) => cache.delete(key)));
  } catch (error) {
    if (!(error instanceof DOMException || error instanceof TypeError)) throw error;
  }
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

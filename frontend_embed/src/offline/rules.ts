/** What the worker of a citizen page keeps, and under which address: pure, so that it can be tested without a browser. */

/** Where a request stands: kept for ever, asked for first and kept for when there is no network, or none of our business. */
export type Keeping = 'forever' | 'latest' | 'no';

const HASHED = /^\/static\/embed\/.+-[0-9A-Za-z_-]{8}\.[a-z0-9]+$/;
/** Asked anew in every visit: where the map looks, and where a shuffled list begins. */
const PASSING = ['seed', 'bbox', 'near'];
/** Files of several versions of the page; lists, and some eighty things that were read. */
const MOST = { forever: 120, latest: 240 };

/** How a request is treated in the scope `/p/{perimeter}/`. */
export function keeping(scope: URL, address: URL): Keeping {
  if (address.origin !== scope.origin) return 'no';
  const { pathname } = address;
  if (HASHED.test(pathname)) return 'forever';
  if (pathname.startsWith('/static/')) return 'latest';
  const slug = scope.pathname.split('/')[2] ?? '';
  return pages(slug).some((one) => one.test(pathname)) ? 'latest' : 'no';
}

function pages(slug: string): RegExp[] {
  return [
    new RegExp(`^/p/${slug}/(?!worker\\.js$)`),
    new RegExp(`^/api/v1/perimeters/${slug}/((proposals|contributions)/)?$`),
    new RegExp(`^/api/v1/perimeters/${slug}/zonings/[^/]+/zones/$`),
    /^\/api\/v1\/(proposals|contributions)\/\d+\/((comments|timeline)\/)?$/,
    new RegExp(`^/tiles/${slug}/poster\\.(svg|png)$`),
  ];
}

/** The address an answer is kept under: the last list, wherever the map looked. */
export function kept(address: URL): string {
  const key = new URL(address.href);
  key.hash = '';
  for (const name of PASSING) key.searchParams.delete(name);
  key.searchParams.sort();
  return key.href;
}

/** Of what is kept, oldest first: what has to go. Reading much must not push out the files that the page is made of. */
export function tooMany(scope: URL, addresses: readonly string[]): string[] {
  return (['forever', 'latest'] as const).flatMap((how) => {
    const alike = addresses.filter((one) => keeping(scope, new URL(one)) === how);
    return alike.slice(0, Math.max(0, alike.length - MOST[how]));
  });
}

import { describe, expect, it, vi } from 'vitest';
import { Client } from '../src/api/client';
import { Offline, Problem } from '../src/api/problem';
import { TokenStore } from '../src/api/token';

function json(body: unknown, status = 200, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(body), { status, headers });
}

function memory(): TokenStore {
  return new TokenStore('k', () => {
    throw new DOMException('denied', 'SecurityError');
  });
}

type Fetcher = (input: string, init: RequestInit) => Promise<Response>;

function client(fetcher: Fetcher, tokens = memory()): Client {
  return new Client('https://a.example', 'alpimed', () => 'it', tokens, fetcher as typeof fetch);
}

function header(init: RequestInit | undefined, name: string): string | undefined {
  return (init?.headers as Record<string, string> | undefined)?.[name];
}

describe('the client', () => {
  it('asks in the reader’s language and without cookies', async () => {
    const fetcher = vi.fn<Fetcher>(() => Promise.resolve(json({ slug: 'alpimed' })));
    await client(fetcher).perimeter();
    const [address, init] = fetcher.mock.calls[0] ?? [];
    expect(address).toBe('https://a.example/api/v1/perimeters/alpimed/?lang=it');
    expect(init?.credentials).toBe('omit');
    expect(header(init, 'Authorization')).toBeUndefined();
  });

  it('becomes a participant at the first write, once for writes at the same time', async () => {
    const paths: string[] = [];
    const fetcher: Fetcher = (address, init) => {
      paths.push(`${String(init.method)} ${new URL(address).pathname}`);
      return Promise.resolve(json({ token: 't0', for: 1, against: 0, neutral: 0, mine: 'for' }));
    };
    const asking = client(fetcher);
    await Promise.all([asking.vote('idea', 1, 'for'), asking.vote('proposal', 2, 'against')]);
    expect(paths.filter((path) => path.includes('participants'))).toHaveLength(1);
    expect(paths).toContain('PUT /api/v1/contributions/1/vote/');
    expect(paths).toContain('PUT /api/v1/proposals/2/vote/');
  });

  it('begins anew when its token is no longer known', async () => {
    const tokens = memory();
    tokens.keep('old');
    const sent: (string | undefined)[] = [];
    const fetcher: Fetcher = (address, init) => {
      if (address.includes('/participants/')) return Promise.resolve(json({ token: 'new' }, 201));
      sent.push(header(init, 'Authorization'));
      return Promise.resolve(
        sent.length === 1 ? json({ code: 'invalid_token' }, 401) : json({ for: 1 }),
      );
    };
    await client(fetcher, tokens).vote('idea', 1, 'for');
    expect(sent).toEqual(['Bearer old', 'Bearer new']);
  });

  it('hands on what the server says is wrong', async () => {
    const body = {
      code: 'outside_perimeter',
      detail: 'C’est dehors.',
      nearest: [7.4, 43.8],
      errors: [{ pointer: '/properties/title', code: 'text_too_long', detail: 'Trop long.' }],
    };
    const fetcher: Fetcher = () => Promise.resolve(json(body, 422, { 'Retry-After': '90' }));
    const error: unknown = await client(fetcher)
      .perimeter()
      .catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(Problem);
    expect(error).toMatchObject({
      status: 422,
      code: 'outside_perimeter',
      detail: 'C’est dehors.',
      nearest: [7.4, 43.8],
      retryAfter_s: 90,
    });
    expect((error as Problem).fields[0]?.pointer).toBe('/properties/title');
  });

  it('survives an HTML answer of something in between', async () => {
    const fetcher: Fetcher = () => Promise.resolve(new Response('<h1>502</h1>', { status: 502 }));
    await expect(client(fetcher).perimeter()).rejects.toMatchObject({
      status: 502,
      code: 'unreadable',
    });
  });

  it('tells a lost network from a refusal', async () => {
    const fetcher: Fetcher = () => Promise.reject(new TypeError('Failed to fetch'));
    await expect(client(fetcher).perimeter()).rejects.toBeInstanceOf(Offline);
  });

  it('follows the server’s own address to the next page', async () => {
    const fetcher = vi.fn<Fetcher>(() => Promise.resolve(json({ features: [] })));
    await client(fetcher).page(
      'https://a.example/api/v1/perimeters/alpimed/contributions/?cursor=c&lang=it',
    );
    expect(fetcher.mock.calls[0]?.[0]).toContain('cursor=c');
    expect(fetcher.mock.calls[0]?.[0].match(/lang=/g)).toHaveLength(1);
  });
});

describe('the token', () => {
  it('is kept where storage lets it', () => {
    const kept = new Map<string, string>();
    const storage = {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => kept.set(key, value),
      removeItem: (key: string) => kept.delete(key),
    } as unknown as Storage;
    new TokenStore('k', () => storage).keep('t');
    expect(new TokenStore('k', () => storage).current).toBe('t');
    new TokenStore('k', () => storage).forget();
    expect(new TokenStore('k', () => storage).current).toBeNull();
  });

  it('lives in memory where storage throws', () => {
    const tokens = memory();
    expect(tokens.current).toBeNull();
    tokens.keep('t');
    expect(tokens.current).toBe('t');
  });
});

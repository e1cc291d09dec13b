import { describe, expect, it, vi } from 'vitest';
import { Client } from '../src/api/client';
import { TokenStore } from '../src/api/token';
import { Mine } from '../src/app/mine';
import { contribution } from './items';

describe('what one sent oneself', () => {
  const tokens = (): TokenStore => {
    const store = new TokenStore('x', () => {
      throw new DOMException('blocked', 'SecurityError');
    });
    store.keep('secret');
    return store;
  };

  it('asks with the own token, in any state, and anew each time', async () => {
    const own = contribution(1);
    const fetcher = vi.fn<typeof fetch>(() =>
      Promise.resolve(new Response(JSON.stringify({ features: [own], links: [] }))),
    );
    const mine = new Mine(
      new Client('https://a.example', 'valley', () => 'fr', tokens(), fetcher),
      () => undefined,
    );
    await mine.open();
    await mine.open();
    expect(mine.rows).toEqual([own]);
    expect(fetcher).toHaveBeenCalledTimes(2);
    const [address, init] = fetcher.mock.calls[0] ?? [];
    expect(String(address)).toContain('/contributions/?mine=true');
    expect(new Headers(init?.headers).get('Authorization')).toBe('Bearer secret');
  });

  it('says why not, and keeps what it had', async () => {
    const fetcher = vi.fn<typeof fetch>(() => Promise.reject(new TypeError('no network')));
    const mine = new Mine(new Client('', 'valley', () => 'fr', tokens(), fetcher), () => undefined);
    await mine.open();
    expect(mine.failure).toBe('');
    expect(mine.rows).toBeNull();
  });
});

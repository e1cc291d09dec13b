import { describe, expect, it, vi } from 'vitest';
import { Client } from '../src/api/client';
import { TokenStore } from '../src/api/token';
import { Mine } from '../src/app/mine';
import { contribution } from './items';

describe('what one sent and voted on oneself', () => {
  const tokens = (): TokenStore => {
    const store = new TokenStore('x', () => {
      throw new DOMException('blocked', 'SecurityError');
    });
    store.keep('secret');
    return store;
  };

  it('asks with the own token, in any state, and anew each time', async () => {
    const [own, liked] = [contribution(1), contribution(2)];
    const fetcher = vi.fn<typeof fetch>((address) => {
      const features = String(address).includes('/proposals/') ? [liked] : [own];
      return Promise.resolve(new Response(JSON.stringify({ features, links: [] })));
    });
    const mine = new Mine(
      new Client('https://a.example', 'valley', () => 'fr', tokens(), fetcher),
      () => undefined,
    );
    await mine.open();
    await mine.open();
    expect(mine.sent).toEqual([own]);
    expect(mine.voted).toEqual([liked, own]);
    expect(fetcher).toHaveBeenCalledTimes(6);
    const asked = fetcher.mock.calls.slice(3).map(([address]) => String(address));
    expect(asked[0]).toContain('/contributions/?mine=true');
    expect(asked[1]).toContain('/proposals/?voted=true');
    expect(asked[2]).toContain('/contributions/?voted=true');
    const [, init] = fetcher.mock.calls[3] ?? [];
    expect(new Headers(init?.headers).get('Authorization')).toBe('Bearer secret');
  });

  it('says why not, and keeps what it had', async () => {
    const fetcher = vi.fn<typeof fetch>(() => Promise.reject(new TypeError('no network')));
    const mine = new Mine(new Client('', 'valley', () => 'fr', tokens(), fetcher), () => undefined);
    await mine.open();
    expect(mine.failure).toBe('');
    expect(mine.sent).toBeNull();
  });
});

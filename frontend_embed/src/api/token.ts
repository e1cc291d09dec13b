import { tried } from './storage';

const stores = new Map<string, TokenStore>();

/** What a browser keeps of a perimeter; two servers may have one of the same name. */
export function storageKey(base: string, slug: string, what: string): string {
  return `agorama:${base ? `${base}:` : ''}${slug}:${what}`;
}

/** One participant a browser and perimeter, however many maps of it are on the page. */
export function tokensOf(base: string, slug: string): TokenStore {
  const key = storageKey(base, slug, 'token');
  const found = stores.get(key) ?? new TokenStore(key);
  stores.set(key, found);
  return found;
}

/** The participant's bearer token: in memory, and in localStorage where the browser lets us. */
export class TokenStore {
  private token: string | null = null;

  constructor(
    private readonly key: string,
    private readonly storage: () => Storage = () => window.localStorage,
  ) {
    this.token = tried(this.storage, (kept) => kept.getItem(this.key));
  }

  get current(): string | null {
    return this.token;
  }

  keep(token: string): void {
    this.token = token;
    tried(this.storage, (storage) => {
      storage.setItem(this.key, token);
    });
  }

  forget(): void {
    this.token = null;
    tried(this.storage, (storage) => {
      storage.removeItem(this.key);
    });
  }
}

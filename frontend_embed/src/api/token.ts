import { tried } from './storage';

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
